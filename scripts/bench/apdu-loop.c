/* The peer of B4: nothing but libpcsclite. Connects SHARED to a reader and sends one command APDU N times, one after the other.
 * usage: apdu-loop READER HEX N   -> one line of JSON with microseconds per command.
 * Types as in pcsc-lite's wintypes.h on Linux: LONG and DWORD have the size of a pointer. */
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct { unsigned long protocol, length; } io_request;
typedef long (*establish_fn)(unsigned long, const void *, const void *, long *);
typedef long (*connect_fn)(long, const char *, unsigned long, unsigned long, long *, unsigned long *);
typedef long (*transmit_fn)(long, const io_request *, const unsigned char *, unsigned long, io_request *, unsigned char *, unsigned long *);
typedef long (*disconnect_fn)(long, unsigned long);

static double now_us(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  void *library = dlopen("libpcsclite.so.1", RTLD_NOW);
  if (!library) return 3;
  establish_fn establish = (establish_fn)dlsym(library, "SCardEstablishContext");
  connect_fn open_card = (connect_fn)dlsym(library, "SCardConnect");
  transmit_fn transmit = (transmit_fn)dlsym(library, "SCardTransmit");
  disconnect_fn close_card = (disconnect_fn)dlsym(library, "SCardDisconnect");

  unsigned char command[261];
  unsigned long length = strlen(argv[2]) / 2;
  for (unsigned long i = 0; i < length && i < sizeof command; i++) {
    unsigned int byte;
    if (sscanf(argv[2] + 2 * i, "%2x", &byte) != 1) return 2;
    command[i] = (unsigned char)byte;
  }
  int count = atoi(argv[3]);
  double *times = malloc(sizeof(double) * (size_t)count);

  long context, card;
  unsigned long protocol;
  if (establish(2 /* SYSTEM */, NULL, NULL, &context) != 0) return 4;
  if (open_card(context, argv[1], 2 /* SHARED */, 3 /* T0 | T1 */, &card, &protocol) != 0) return 5;
  io_request request = {protocol, sizeof(io_request)};
  unsigned char answer[258];
  unsigned long sw = 0;
  for (int i = 0; i < count; i++) {
    unsigned long answered = sizeof answer;
    double start = now_us();
    if (transmit(card, &request, command, length, NULL, answer, &answered) != 0 || answered < 2) return 6;
    times[i] = now_us() - start;
    sw = (unsigned long)answer[answered - 2] << 8 | answer[answered - 1];
  }
  close_card(card, 0);
  qsort(times, (size_t)count, sizeof(double), ascending);
  printf("{\"p50\":%.1f,\"p99\":%.1f,\"sw\":\"%04lX\"}\n", times[count / 2], times[(int)((double)count * 0.99)], sw);
  return 0;
}
