#pragma once
// PC/SC's binary interface, declared here so that no header of the system is needed to build. Three of them exist:
// - pcsc-lite (pcsclite.h, wintypes.h): DWORD and LONG are `long`, 64 bits on 64-bit Linux; natural alignment; ATR of 33 bytes.
// - macOS (PCSC.framework, wintypes.h): 32-bit integers and handles; SCARD_READERSTATE packed to one byte; ATR of 33 bytes.
// - Windows (winscard.h): 32-bit integers, handles as wide as a pointer, natural alignment, ATR of 36 bytes, wide strings.
#include <cstdint>

namespace clavis::scard {

#if defined(_WIN32)
#define CLAVIS_SCARD_CALL __stdcall
using Dword = unsigned long;
using Long = long;
using Handle = uintptr_t;
using Char = wchar_t;
constexpr unsigned kAtrBytes = 36;
#elif defined(__APPLE__)
#define CLAVIS_SCARD_CALL
using Dword = uint32_t;
using Long = int32_t;
using Handle = int32_t;
using Char = char;
constexpr unsigned kAtrBytes = 33;
#else
#define CLAVIS_SCARD_CALL
using Dword = unsigned long;
using Long = long;
using Handle = long;
using Char = char;
constexpr unsigned kAtrBytes = 33;
#endif

struct IoRequest {
  Dword protocol;
  Dword length;
};

#if defined(__APPLE__)
#pragma pack(push, 1)
#endif
struct ReaderStateRecord {
  const Char* reader;
  void* userData;
  Dword currentState;
  Dword eventState;
  Dword atrLength;
  uint8_t atr[kAtrBytes];
};
#if defined(__APPLE__)
#pragma pack(pop)
#endif

#if defined(__linux__) && defined(__LP64__)
static_assert(sizeof(ReaderStateRecord) == 80, "SCARD_READERSTATE of pcsc-lite on 64-bit Linux");
#elif defined(__APPLE__)
static_assert(sizeof(ReaderStateRecord) == 61, "SCARD_READERSTATE of PCSC.framework");
#elif defined(_WIN64)
static_assert(sizeof(ReaderStateRecord) == 64, "SCARD_READERSTATE of winscard on 64-bit Windows");
#endif

// PC/SC part 3 and 5; the same numbers on every system.
constexpr uint32_t kScopeSystem = 2;
constexpr uint32_t kShareExclusive = 1;
constexpr uint32_t kShareShared = 2;
constexpr uint32_t kShareDirect = 3;
constexpr uint32_t kProtocolT0 = 1;
constexpr uint32_t kProtocolT1 = 2;
constexpr uint32_t kLeaveCard = 0;
constexpr uint32_t kResetCard = 1;
constexpr uint32_t kStateUnaware = 0x0000;
constexpr uint32_t kStateChanged = 0x0002;
constexpr uint32_t kStatePresent = 0x0020;
constexpr uint32_t kStateMute = 0x0200;

constexpr uint32_t kSuccess = 0;
constexpr uint32_t kInternalError = 0x80100001;
constexpr uint32_t kCancelled = 0x80100002;
constexpr uint32_t kInvalidHandle = 0x80100003;
constexpr uint32_t kInvalidParameter = 0x80100004;
constexpr uint32_t kNoMemory = 0x80100006;
constexpr uint32_t kUnknownReader = 0x80100009;
constexpr uint32_t kTimeout = 0x8010000A;
constexpr uint32_t kNoReadersAvailable = 0x8010002E;

}  // namespace clavis::scard
