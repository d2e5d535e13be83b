/*
 * A PC/SC library with one reader, for what a real service is too slow for or cannot be made to do. Loaded by the addon in place
 * of the system's. It obeys a file (CLAVIS_FAKE_PCSC) of 32-bit words that the test writes and reads:
 *   0 counter of insertions and removals (odd: a card is there)   1 open contexts   2 open connections   3 calls that are waiting
 *   4 milliseconds that a transmit takes   5 milliseconds that a begin of a transaction takes   6 result of every call, if not 0
 *   7 transactions ended                    8 connections ended
 *   9 not 0: a transmit writes one byte past the buffer it was given
 *  10 KiB that malloc has given out in this process, as of the last SCardControl
 *  11 milliseconds that a call takes which changes the lists of the real library's client side
 *  12 how often one of those calls began while another was there
 */
#include <fcntl.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

typedef unsigned long DWORD;
typedef long LONG;
typedef struct {
  const char *reader;
  void *user;
  DWORD current, event, length;
  unsigned char atr[33];
} STATE;

enum { COUNTER, CONTEXTS, CARDS, WAITING, TRANSMIT_MS, BEGIN_MS, RESULT, ENDED, DISCONNECTED, OVERFLOW, MALLOC_KIB, LISTS_MS, MEETINGS, WORDS };
#define UNKNOWN_READER 0x80100009L
#define CANCELLED 0x80100002L
#define TIMEOUT 0x8010000AL
#define NO_SMARTCARD 0x8010000CL
#define INSUFFICIENT 0x80100008L
#define INVALID_HANDLE 0x80100003L

static const char READER[] = "Fake reader 00 00";
static const unsigned char ATR[] = {0x3B, 0x00};
static _Atomic uint32_t *words;
static atomic_long next = 1;
static atomic_long cancelled;

static void nap(long microseconds) {
  struct timespec time = {microseconds / 1000000, (microseconds % 1000000) * 1000};
  nanosleep(&time, NULL);
}

__attribute__((constructor)) static void map(void) {
  const char *path = getenv("CLAVIS_FAKE_PCSC");
  int file = path ? open(path, O_RDWR) : -1;
  if (file < 0) abort();
  words = mmap(NULL, WORDS * 4, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  if (words == MAP_FAILED) abort();
}

static LONG result(void) { return (LONG)(uint32_t)words[RESULT]; }
static int present(void) { return words[COUNTER] & 1; }

static void wait_ms(uint32_t milliseconds) {
  words[WAITING]++;
  nap(milliseconds * 1000L);
  words[WAITING]--;
}

static atomic_int at_lists;
static void change_lists(void) {
  if (atomic_fetch_add(&at_lists, 1) > 0) words[MEETINGS]++;
  if (words[LISTS_MS]) nap(words[LISTS_MS] * 1000L);
  atomic_fetch_sub(&at_lists, 1);
}

LONG SCardEstablishContext(DWORD scope, const void *a, const void *b, LONG *context) {
  change_lists();
  if (result()) return result();
  *context = next++;
  words[CONTEXTS]++;
  return 0;
}
LONG SCardReleaseContext(LONG context) {
  change_lists();
  words[CONTEXTS]--;
  return 0;
}
LONG SCardCancel(LONG context) {
  cancelled = context;
  return 0;
}
LONG SCardListReaders(LONG context, const char *groups, char *readers, DWORD *length) {
  if (result()) return result();
  DWORD needed = sizeof READER + 1;
  if (readers && *length < needed) return INSUFFICIENT;
  *length = needed;
  if (readers) {
    memcpy(readers, READER, sizeof READER);
    readers[sizeof READER] = 0;
  }
  return 0;
}
static int look(STATE *states, DWORD count) {
  int changed = 0;
  for (DWORD index = 0; index < count; index++) {
    STATE *state = &states[index];
    state->event = 0;
    state->length = 0;
    if (strcmp(state->reader, READER) != 0) continue;
    uint32_t counter = words[COUNTER];
    state->event = (DWORD)(counter & 0xFFFF) << 16 | (counter & 1 ? 0x20 : 0x10);
    if (counter & 1) {
      memcpy(state->atr, ATR, sizeof ATR);
      state->length = sizeof ATR;
    }
    if ((state->event & 0xFFFF0030) != (state->current & 0xFFFF0030)) changed = 1;
    if (changed) state->event |= 2;
  }
  return changed;
}
LONG SCardGetStatusChange(LONG context, DWORD timeout, STATE *states, DWORD count) {
  words[WAITING]++;
  LONG code = TIMEOUT;
  for (long waited = 0;; waited += 100) {
    if (result()) code = result();
    else if (cancelled == context) code = CANCELLED;
    else if (look(states, count)) code = 0;
    else if (waited < (long)timeout * 1000) {
      nap(50);
      continue;
    }
    break;
  }
  words[WAITING]--;
  return code;
}
LONG SCardConnect(LONG context, const char *reader, DWORD share, DWORD protocols, LONG *card, DWORD *protocol) {
  if (result()) return result();
  if (strcmp(reader, READER) != 0) return UNKNOWN_READER;
  if (!present()) return NO_SMARTCARD;
  *card = next++;
  *protocol = 1;
  words[CARDS]++;
  return 0;
}
LONG SCardReconnect(LONG card, DWORD share, DWORD protocols, DWORD initialization, DWORD *protocol) { return result(); }
LONG SCardDisconnect(LONG card, DWORD disposition) {
  change_lists();
  words[CARDS]--;
  words[DISCONNECTED]++;
  return result();
}
LONG SCardBeginTransaction(LONG card) {
  if (words[BEGIN_MS]) wait_ms(words[BEGIN_MS]);
  return result();
}
LONG SCardEndTransaction(LONG card, DWORD disposition) {
  words[ENDED]++;
  return result();
}
LONG SCardStatus(LONG card, char *name, DWORD *length, DWORD *state, DWORD *protocol, unsigned char *atr, DWORD *bytes) {
  memcpy(atr, ATR, sizeof ATR);
  *bytes = sizeof ATR;
  return result();
}
LONG SCardTransmit(LONG card, const void *request, const unsigned char *command, DWORD length, void *received, unsigned char *answer, DWORD *bytes) {
  if (words[TRANSMIT_MS]) wait_ms(words[TRANSMIT_MS]);
  if (result()) return result();
  if (words[OVERFLOW]) memset(answer, 0, *bytes + 1);
  if (*bytes < length + 2) return INSUFFICIENT;
  memcpy(answer, command, length);
  answer[length] = 0x90;
  answer[length + 1] = 0x00;
  *bytes = length + 2;
  return 0;
}
LONG SCardControl(LONG card, DWORD code, const void *data, DWORD length, void *answer, DWORD size, DWORD *bytes) {
  struct mallinfo2 memory = mallinfo2();
  words[MALLOC_KIB] = (uint32_t)((memory.uordblks + memory.hblkhd) / 1024);
  memcpy(answer, data, length);
  *bytes = length;
  return result();
}
LONG SCardGetAttrib(LONG card, DWORD id, unsigned char *value, DWORD *length) { return 0x8010001FL; }
