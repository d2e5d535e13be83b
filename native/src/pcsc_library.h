#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "scard_types.h"
#include "secret_bytes.h"

namespace clavis {

/** A reader as SCardGetStatusChange sees it. */
struct ReaderState {
  std::string name;
  uint32_t current = 0;
  uint32_t event = 0;
  std::vector<uint8_t> atr;
};

/** Name of the reader that stands for "a reader was plugged or unplugged". */
extern const char* const kPnpReader;

/**
 * The system's PC/SC library, found when the program runs. Every call gives the SCARD number; types are the same on every
 * system. Never unloaded: its threads and ours may still be in it when the process ends.
 */
class PcscLibrary {
 public:
  using Context = scard::Handle;
  using Card = scard::Handle;

  /** @param path the library to load in place of the system's. @param reason why there is none, in the loader's words. */
  static std::shared_ptr<const PcscLibrary> load(const std::string& path, std::string& reason);

  uint32_t establishContext(Context& context) const;
  uint32_t releaseContext(Context context) const;
  uint32_t cancel(Context context) const;
  /** No reader is an empty list and success. */
  uint32_t listReaders(Context context, std::vector<std::string>& names) const;
  uint32_t getStatusChange(Context context, uint32_t timeoutMs, std::vector<ReaderState>& states) const;
  uint32_t connect(Context context, const std::string& reader, uint32_t share, Card& card, uint32_t& protocol) const;
  uint32_t reconnect(Card card, uint32_t share, uint32_t initialization, uint32_t& protocol) const;
  /** Leaves the card as it is: a reset waits for other programs, and is asked for by `reconnect`. */
  uint32_t disconnect(Card card) const;
  uint32_t beginTransaction(Card card) const;
  uint32_t endTransaction(Card card, uint32_t disposition) const;
  uint32_t status(Card card, std::vector<uint8_t>& atr) const;
  uint32_t transmit(Card card, uint32_t protocol, const SecretBytes& command, uint8_t* response, size_t& length) const;
  uint32_t control(Card card, uint32_t code, const SecretBytes& data, uint8_t* response, size_t& length) const;
  uint32_t getAttrib(Card card, uint32_t id, uint8_t* value, size_t& length) const;

  const std::string& path() const { return path_; }

 private:
  PcscLibrary() = default;

  struct Functions;
  std::shared_ptr<const Functions> call_;
  std::string path_;
};

}  // namespace clavis
