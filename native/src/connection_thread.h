#pragma once
#include <string>
#include <vector>

#include "worker.h"

namespace clavis {

/** What a card's answer to reset and the protocol in use are after connecting. */
struct CardLink {
  uint32_t protocol = 0;
  std::vector<uint8_t> atr;
};

/** One connection's calls of PC/SC. Everything but the constructor runs on its thread. */
class ConnectionThread final : public Worker {
 public:
  using Worker::Worker;

  /** Share modes as in winscard.h. */
  Outcome<CardLink> open(const std::string& reader, uint32_t share);
  Outcome<SecretBytes> transmit(const SecretBytes& command);
  Outcome<Nothing> beginTransaction();
  Outcome<Nothing> endTransaction(uint32_t disposition);
  Outcome<CardLink> reconnect(uint32_t initialization);
  Outcome<Nothing> disconnect(uint32_t disposition);
  Outcome<SecretBytes> attribute(uint32_t id);
  Outcome<SecretBytes> control(uint32_t code, const SecretBytes& data);

 protected:
  void cleanUp() noexcept override;

 private:
  SecretBytes taken(uint32_t code, size_t length);
  void endTransactionOfOurs() noexcept;

  PcscLibrary::Context context_ = 0;
  PcscLibrary::Card card_ = 0;
  bool established_ = false;
  bool connected_ = false;
  bool inTransaction_ = false;
  uint32_t share_ = 0;
  CardLink link_;
  /** Made at the first use, zeroed after each. */
  std::vector<uint8_t> answer_;
};

}  // namespace clavis
