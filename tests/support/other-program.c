/* Another program at the readers: does what it is told, one line at a time, with nothing but libpcsclite.
 * Answers each line with one line: its result as hex and the time, in milliseconds of CLOCK_MONOTONIC.
 *   connect shared|exclusive READER · begin · end leave|reset · reset (SCardReconnect with a warm reset) · disconnect leave|reset
 * usage: other-program          what is told on stdin, until it ends
 *        other-program watch    one line for each change of any reader: time, event state as hex, reader
 * Types as in pcsc-lite's wintypes.h on Linux: LONG and DWORD have the size of a pointer. */
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

typedef struct {
  const char *reader;
  void *data;
  unsigned long current, event, atr_length;
  unsigned char atr[33];
} reader_state;

static long (*establish)(unsigned long, const void *, const void *, long *);
static long (*connect_card)(long, const char *, unsigned long, unsigned long, long *, unsigned long *);
static long (*reconnect)(long, unsigned long, unsigned long, unsigned long, unsigned long *);
static long (*disconnect_card)(long, unsigned long);
static long (*begin)(long);
static long (*end)(long, unsigned long);
static long (*list_readers)(long, const char *, char *, unsigned long *);
static long (*status_change)(long, unsigned long, reader_state *, unsigned long);

static double now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int load(void) {
  void *library = dlopen("libpcsclite.so.1", RTLD_NOW);
  if (!library) return 0;
  *(void **)&establish = dlsym(library, "SCardEstablishContext");
  *(void **)&connect_card = dlsym(library, "SCardConnect");
  *(void **)&reconnect = dlsym(library, "SCardReconnect");
  *(void **)&disconnect_card = dlsym(library, "SCardDisconnect");
  *(void **)&begin = dlsym(library, "SCardBeginTransaction");
  *(void **)&end = dlsym(library, "SCardEndTransaction");
  *(void **)&list_readers = dlsym(library, "SCardListReaders");
  *(void **)&status_change = dlsym(library, "SCardGetStatusChange");
  return 1;
}

enum { SHARED = 2, EXCLUSIVE = 1, ANY_PROTOCOL = 3, LEAVE = 0, RESET = 1 };

static unsigned long disposition_of(const char *line) { return strstr(line, "reset") ? RESET : LEAVE; }

static void obey(long context) {
  char line[256];
  long card = 0;
  unsigned long protocol;
  while (fgets(line, sizeof line, stdin)) {
    long result = -1;
    line[strcspn(line, "\n")] = 0;
    if (!strncmp(line, "connect shared ", 15)) result = connect_card(context, line + 15, SHARED, ANY_PROTOCOL, &card, &protocol);
    else if (!strncmp(line, "connect exclusive ", 18)) result = connect_card(context, line + 18, EXCLUSIVE, ANY_PROTOCOL, &card, &protocol);
    else if (!strcmp(line, "begin")) result = begin(card);
    else if (!strncmp(line, "end ", 4)) result = end(card, disposition_of(line));
    else if (!strcmp(line, "reset")) result = reconnect(card, SHARED, ANY_PROTOCOL, RESET, &protocol);
    else if (!strncmp(line, "disconnect ", 11)) result = disconnect_card(card, disposition_of(line));
    printf("%08lX %.3f\n", (unsigned long)result & 0xFFFFFFFF, now_ms());
    fflush(stdout);
  }
}

/* All readers of this moment; ends with pcscd. */
static void watch(long context) {
  static char names[4096];
  unsigned long length = sizeof names;
  reader_state states[16];
  unsigned long count = 0;
  memset(states, 0, sizeof states);
  if (list_readers(context, NULL, names, &length) != 0) return;
  for (char *name = names; *name && count < 16; name += strlen(name) + 1) states[count++].reader = name;
  while (status_change(context, 0xFFFFFFFF, states, count) == 0) {
    double at = now_ms();
    for (unsigned long i = 0; i < count; i++) {
      if (!(states[i].event & 2 /* CHANGED */)) continue;
      printf("%.3f %lX %s\n", at, states[i].event, states[i].reader);
      states[i].current = states[i].event;
    }
    fflush(stdout);
  }
}

int main(int argc, char **argv) {
  long context;
  if (!load()) return 3;
  if (establish(2 /* SYSTEM */, NULL, NULL, &context) != 0) return 4;
  if (argc > 1 && !strcmp(argv[1], "watch")) watch(context);
  else obey(context);
  return 0;
}
