#include "pcsc_library.h"

#include <algorithm>
#include <mutex>

#include "shared_object.h"

namespace clavis {

using scard::Char;
using scard::Dword;
using scard::Handle;
using scard::IoRequest;
using scard::Long;
using scard::ReaderStateRecord;

const char* const kPnpReader = "\\\\?PnP?\\Notification";

struct PcscLibrary::Functions {
  Long(CLAVIS_SCARD_CALL* establishContext)(Dword, const void*, const void*, Handle*);
  Long(CLAVIS_SCARD_CALL* releaseContext)(Handle);
  Long(CLAVIS_SCARD_CALL* cancel)(Handle);
  Long(CLAVIS_SCARD_CALL* listReaders)(Handle, const Char*, Char*, Dword*);
  Long(CLAVIS_SCARD_CALL* getStatusChange)(Handle, Dword, ReaderStateRecord*, Dword);
  Long(CLAVIS_SCARD_CALL* connect)(Handle, const Char*, Dword, Dword, Handle*, Dword*);
  Long(CLAVIS_SCARD_CALL* reconnect)(Handle, Dword, Dword, Dword, Dword*);
  Long(CLAVIS_SCARD_CALL* disconnect)(Handle, Dword);
  Long(CLAVIS_SCARD_CALL* beginTransaction)(Handle);
  Long(CLAVIS_SCARD_CALL* endTransaction)(Handle, Dword);
  Long(CLAVIS_SCARD_CALL* status)(Handle, Char*, Dword*, Dword*, Dword*, uint8_t*, Dword*);
  Long(CLAVIS_SCARD_CALL* transmit)(Handle, const IoRequest*, const uint8_t*, Dword, IoRequest*, uint8_t*, Dword*);
  Long(CLAVIS_SCARD_CALL* control)(Handle, Dword, const void*, Dword, void*, Dword, Dword*);
  Long(CLAVIS_SCARD_CALL* getAttrib)(Handle, Dword, uint8_t*, Dword*);
};

namespace {

#if defined(_WIN32)
constexpr const char* kLibrary = "winscard.dll";
constexpr const char* kWide = "W";
#elif defined(__APPLE__)
constexpr const char* kLibrary = "/System/Library/Frameworks/PCSC.framework/PCSC";
constexpr const char* kWide = "";
#else
constexpr const char* kLibrary = "libpcsclite.so.1";
constexpr const char* kWide = "";
#endif

#if defined(_WIN32) || defined(__APPLE__)
constexpr bool kDisconnectsUnguarded = false;
#else
/**
 * SCardDisconnect of pcsc-lite 1.9.9 walks the list of the process's contexts, and takes its handle out, without the lock under
 * which SCardEstablishContext and SCardReleaseContext change that list (winscard_clnt.c, SCardRemoveHandle): beside one another
 * on two threads they end the process.
 */
constexpr bool kDisconnectsUnguarded = true;
#endif

/** One for the process, as that list is. Held over calls alone that the service answers at once. */
std::mutex clientListsMutex;

std::unique_lock<std::mutex> guardClientLists() {
  if constexpr (kDisconnectsUnguarded) return std::unique_lock<std::mutex>(clientListsMutex);
  return {};
}

// PCSC.framework kept SCardControl for the interface of pcsc-lite 1.1 and calls today's SCardControl132.
#if defined(__APPLE__)
constexpr const char* kControl = "SCardControl132";
#else
constexpr const char* kControl = "SCardControl";
#endif

/** Results are 32-bit numbers; pcsc-lite on Linux gives them in 64 bits, with or without a sign. */
uint32_t result(Long value) { return static_cast<uint32_t>(value); }

template <typename Function>
bool resolve(const SharedObject& object, const std::string& name, Function& function, std::string& reason) {
  function = reinterpret_cast<Function>(object.symbol(name.c_str()));
  if (function != nullptr) return true;
  reason = name + " is missing from " + object.path();
  return false;
}

/** A list of strings, each ended by a zero, the list by an empty one. */
std::vector<std::string> splitMultiString(const std::vector<Char>& text, size_t length) {
  std::vector<std::string> names;
  size_t start = 0;
  const size_t end = std::min(length, text.size());
  for (size_t index = 0; index < end; index++) {
    if (text[index] != 0) continue;
    if (index == start) break;
    names.push_back(fromSystemText(text.data() + start, index - start));
    start = index + 1;
  }
  return names;
}

}  // namespace

std::shared_ptr<const PcscLibrary> PcscLibrary::load(const std::string& path, std::string& reason) {
  const SharedObject object(path.empty() ? kLibrary : path);
  if (!object.loaded()) {
    reason = object.reason();
    return nullptr;
  }
  const std::string wide(kWide);
  auto found = std::make_shared<Functions>();
  const bool complete = resolve(object, "SCardEstablishContext", found->establishContext, reason) &&
                        resolve(object, "SCardReleaseContext", found->releaseContext, reason) &&
                        resolve(object, "SCardCancel", found->cancel, reason) &&
                        resolve(object, "SCardListReaders" + wide, found->listReaders, reason) &&
                        resolve(object, "SCardGetStatusChange" + wide, found->getStatusChange, reason) &&
                        resolve(object, "SCardConnect" + wide, found->connect, reason) &&
                        resolve(object, "SCardReconnect", found->reconnect, reason) &&
                        resolve(object, "SCardDisconnect", found->disconnect, reason) &&
                        resolve(object, "SCardBeginTransaction", found->beginTransaction, reason) &&
                        resolve(object, "SCardEndTransaction", found->endTransaction, reason) &&
                        resolve(object, "SCardStatus" + wide, found->status, reason) &&
                        resolve(object, "SCardTransmit", found->transmit, reason) &&
                        resolve(object, kControl, found->control, reason) &&
                        resolve(object, "SCardGetAttrib", found->getAttrib, reason);
  if (!complete) return nullptr;
  std::shared_ptr<PcscLibrary> library(new PcscLibrary());
  library->call_ = found;
  library->path_ = object.path();
  return library;
}

uint32_t PcscLibrary::establishContext(Context& context) const {
  context = 0;
  const auto guard = guardClientLists();
  return result(call_->establishContext(scard::kScopeSystem, nullptr, nullptr, &context));
}

uint32_t PcscLibrary::releaseContext(Context context) const {
  const auto guard = guardClientLists();
  return result(call_->releaseContext(context));
}

uint32_t PcscLibrary::cancel(Context context) const { return result(call_->cancel(context)); }

uint32_t PcscLibrary::listReaders(Context context, std::vector<std::string>& names) const {
  names.clear();
  // The list may grow between asking how long it is and asking for it.
  for (int round = 0; round < 4; round++) {
    Dword length = 0;
    uint32_t code = result(call_->listReaders(context, nullptr, nullptr, &length));
    if (code == scard::kNoReadersAvailable) return scard::kSuccess;
    if (code != scard::kSuccess) return code;
    std::vector<Char> text(length + 1, 0);
    code = result(call_->listReaders(context, nullptr, text.data(), &length));
    if (code == scard::kNoReadersAvailable) return scard::kSuccess;
    constexpr uint32_t kInsufficientBuffer = 0x80100008;
    if (code == kInsufficientBuffer) continue;
    if (code == scard::kSuccess) names = splitMultiString(text, length);
    return code;
  }
  return scard::kInternalError;
}

uint32_t PcscLibrary::getStatusChange(Context context, uint32_t timeoutMs, std::vector<ReaderState>& states) const {
  std::vector<SystemText> names;
  names.reserve(states.size());
  std::vector<ReaderStateRecord> records(states.size());
  for (size_t index = 0; index < states.size(); index++) {
    names.push_back(toSystemText(states[index].name));
    records[index] = {};
    records[index].reader = names[index].c_str();
    records[index].currentState = states[index].current;
  }
  const uint32_t code =
      result(call_->getStatusChange(context, timeoutMs, records.data(), static_cast<Dword>(records.size())));
  for (size_t index = 0; index < states.size(); index++) {
    const ReaderStateRecord& record = records[index];
    states[index].event = static_cast<uint32_t>(record.eventState);
    const size_t length = std::min<size_t>(record.atrLength, scard::kAtrBytes);
    states[index].atr.assign(record.atr, record.atr + length);
  }
  return code;
}

uint32_t PcscLibrary::connect(Context context, const std::string& reader, uint32_t share, Card& card,
                              uint32_t& protocol) const {
  Dword active = 0;
  const SystemText name = toSystemText(reader);
  const uint32_t code = result(
      call_->connect(context, name.c_str(), share, scard::kProtocolT0 | scard::kProtocolT1, &card, &active));
  protocol = static_cast<uint32_t>(active);
  return code;
}

uint32_t PcscLibrary::reconnect(Card card, uint32_t share, uint32_t initialization, uint32_t& protocol) const {
  Dword active = protocol;
  const uint32_t code =
      result(call_->reconnect(card, share, scard::kProtocolT0 | scard::kProtocolT1, initialization, &active));
  if (code == scard::kSuccess) protocol = static_cast<uint32_t>(active);
  return code;
}

uint32_t PcscLibrary::disconnect(Card card) const {
  const auto guard = guardClientLists();
  return result(call_->disconnect(card, scard::kLeaveCard));
}

uint32_t PcscLibrary::beginTransaction(Card card) const { return result(call_->beginTransaction(card)); }

uint32_t PcscLibrary::endTransaction(Card card, uint32_t disposition) const {
  return result(call_->endTransaction(card, disposition));
}

uint32_t PcscLibrary::status(Card card, std::vector<uint8_t>& atr) const {
  std::vector<Char> name(1024, 0);
  Dword nameLength = static_cast<Dword>(name.size());
  Dword state = 0;
  Dword protocol = 0;
  uint8_t bytes[scard::kAtrBytes] = {};
  Dword length = sizeof bytes;
  const uint32_t code = result(call_->status(card, name.data(), &nameLength, &state, &protocol, bytes, &length));
  if (code == scard::kSuccess) atr.assign(bytes, bytes + std::min<size_t>(length, sizeof bytes));
  return code;
}

uint32_t PcscLibrary::transmit(Card card, uint32_t protocol, const SecretBytes& command, uint8_t* response,
                               size_t& length) const {
  const IoRequest request = {static_cast<Dword>(protocol), static_cast<Dword>(sizeof(IoRequest))};
  Dword received = static_cast<Dword>(length);
  const uint32_t code = result(call_->transmit(card, &request, command.data(), static_cast<Dword>(command.size()),
                                               nullptr, response, &received));
  length = code == scard::kSuccess ? std::min<size_t>(received, length) : 0;
  return code;
}

uint32_t PcscLibrary::control(Card card, uint32_t code, const SecretBytes& data, uint8_t* response,
                              size_t& length) const {
  Dword received = 0;
  const uint32_t outcome = result(call_->control(card, code, data.data(), static_cast<Dword>(data.size()), response,
                                                 static_cast<Dword>(length), &received));
  length = outcome == scard::kSuccess ? std::min<size_t>(received, length) : 0;
  return outcome;
}

uint32_t PcscLibrary::getAttrib(Card card, uint32_t id, uint8_t* value, size_t& length) const {
  Dword received = static_cast<Dword>(length);
  const uint32_t code = result(call_->getAttrib(card, id, value, &received));
  length = code == scard::kSuccess ? std::min<size_t>(received, length) : 0;
  return code;
}

}  // namespace clavis
