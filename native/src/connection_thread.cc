#include "connection_thread.h"

namespace clavis {

namespace {

/** An extended response: 65,536 bytes and SW1 SW2; pcsc-lite takes no more than 65,548 (MAX_BUFFER_SIZE_EXTENDED). */
constexpr size_t kAnswerBytes = 65548;
/** pcsc-lite refuses to be offered more than this for an attribute (MAX_BUFFER_SIZE). */
constexpr size_t kAttributeBytes = 264;

template <typename T>
Outcome<T> failed(uint32_t code, const char* call) {
  Outcome<T> outcome;
  outcome.code = code;
  outcome.call = call;
  return outcome;
}

}  // namespace

Outcome<CardLink> ConnectionThread::open(const std::string& reader, uint32_t share) {
  const bool known = share == scard::kShareExclusive || share == scard::kShareShared || share == scard::kShareDirect;
  if (connected_ || !known) return failed<CardLink>(scard::kInvalidParameter, "open");
  answer_.resize(kAnswerBytes);
  uint32_t code = library().establishContext(context_);
  if (code != scard::kSuccess) return failed<CardLink>(code, "SCardEstablishContext");
  established_ = true;
  share_ = share;
  code = library().connect(context_, reader, share_, card_, link_.protocol);
  if (code != scard::kSuccess) return failed<CardLink>(code, "SCardConnect");
  connected_ = true;
  code = library().status(card_, link_.atr);
  if (code != scard::kSuccess) return failed<CardLink>(code, "SCardStatus");
  Outcome<CardLink> outcome;
  outcome.value = link_;
  return outcome;
}

SecretBytes ConnectionThread::taken(uint32_t code, size_t length) {
  const bool good = code == scard::kSuccess;
  SecretBytes bytes(answer_.data(), good ? length : 0);
  // After a failure nobody says how much was written.
  wipe(answer_.data(), good ? length : answer_.size());
  return bytes;
}

Outcome<SecretBytes> ConnectionThread::transmit(const SecretBytes& command) {
  if (!connected_) return failed<SecretBytes>(scard::kInvalidHandle, "SCardTransmit");
  size_t length = answer_.size();
  Outcome<SecretBytes> outcome;
  outcome.call = "SCardTransmit";
  outcome.code = library().transmit(card_, link_.protocol, command, answer_.data(), length);
  outcome.value = taken(outcome.code, length);
  return outcome;
}

Outcome<Nothing> ConnectionThread::beginTransaction() {
  if (!connected_) return failed<Nothing>(scard::kInvalidHandle, "SCardBeginTransaction");
  const uint32_t code = library().beginTransaction(card_);
  inTransaction_ = inTransaction_ || code == scard::kSuccess;
  return failed<Nothing>(code, "SCardBeginTransaction");
}

Outcome<Nothing> ConnectionThread::endTransaction(uint32_t disposition) {
  if (!connected_) return failed<Nothing>(scard::kInvalidHandle, "SCardEndTransaction");
  inTransaction_ = false;
  return failed<Nothing>(library().endTransaction(card_, disposition), "SCardEndTransaction");
}

Outcome<CardLink> ConnectionThread::reconnect(uint32_t initialization) {
  if (!connected_) return failed<CardLink>(scard::kInvalidHandle, "SCardReconnect");
  uint32_t code = library().reconnect(card_, share_, initialization, link_.protocol);
  if (code != scard::kSuccess) return failed<CardLink>(code, "SCardReconnect");
  code = library().status(card_, link_.atr);
  if (code != scard::kSuccess) return failed<CardLink>(code, "SCardStatus");
  Outcome<CardLink> outcome;
  outcome.value = link_;
  return outcome;
}

Outcome<Nothing> ConnectionThread::disconnect(uint32_t disposition) {
  if (!connected_) return failed<Nothing>(scard::kInvalidHandle, "SCardDisconnect");
  // In the transaction, where there is one: nobody else comes between the last command and the reset.
  uint32_t reset = scard::kSuccess;
  if (disposition != scard::kLeaveCard) reset = library().reconnect(card_, share_, disposition, link_.protocol);
  endTransactionOfOurs();
  connected_ = false;
  const uint32_t code = library().disconnect(card_);
  // Here rather than when the thread ends: whoever was told "disconnected" finds nothing of it left in the service.
  cleanUp();
  return reset == scard::kSuccess ? failed<Nothing>(code, "SCardDisconnect") : failed<Nothing>(reset, "SCardReconnect");
}

Outcome<SecretBytes> ConnectionThread::attribute(uint32_t id) {
  if (!connected_) return failed<SecretBytes>(scard::kInvalidHandle, "SCardGetAttrib");
  size_t length = kAttributeBytes;
  Outcome<SecretBytes> outcome;
  outcome.call = "SCardGetAttrib";
  outcome.code = library().getAttrib(card_, id, answer_.data(), length);
  outcome.value = taken(outcome.code, length);
  return outcome;
}

Outcome<SecretBytes> ConnectionThread::control(uint32_t code, const SecretBytes& data) {
  if (!connected_) return failed<SecretBytes>(scard::kInvalidHandle, "SCardControl");
  size_t length = answer_.size();
  Outcome<SecretBytes> outcome;
  outcome.call = "SCardControl";
  outcome.code = library().control(card_, code, data, answer_.data(), length);
  outcome.value = taken(outcome.code, length);
  return outcome;
}

void ConnectionThread::endTransactionOfOurs() noexcept {
  if (inTransaction_) library().endTransaction(card_, scard::kLeaveCard);
  inTransaction_ = false;
}

void ConnectionThread::cleanUp() noexcept {
  endTransactionOfOurs();
  if (connected_) library().disconnect(card_);
  if (established_) library().releaseContext(context_);
  connected_ = false;
  established_ = false;
  wipe(answer_.data(), answer_.size());
  // Given back here: this object lives on until JavaScript's next collection, which may be far.
  std::vector<uint8_t>().swap(answer_);
}

}  // namespace clavis
