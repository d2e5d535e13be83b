/* A PKCS#11 module in a few lines: -DHANGS never comes back from C_Initialize, -DCRASHES ends in a fault there, -DTOKEN="serial"
 * shows one token whose PIN is never right, or locked with -DLOCKED, and writes a line to the file of -DTAPE at each C_Login. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef unsigned long ck;
typedef struct { unsigned char version[2]; void *functions[68]; } function_list;
typedef struct { unsigned char cryptoki[2], manufacturer[32]; ck flags; unsigned char description[32], library[2]; } info;
typedef struct { unsigned char description[64], manufacturer[32]; ck flags; unsigned char hardware[2], firmware[2]; } slot_info;
typedef struct { unsigned char label[32], manufacturer[32], model[16], serial[16]; ck flags, numbers[10]; unsigned char hardware[2], firmware[2], time[16]; } token_info;

static void pad(unsigned char *field, int size, const char *text) { memset(field, ' ', size); memcpy(field, text, strlen(text)); }
static ck unsupported(void) { return 0x54; /* CKR_FUNCTION_NOT_SUPPORTED */ }
static ck ok(void) { return 0; }
static ck initialize(void *arguments) {
#ifdef HANGS
  for (;;) pause();
#endif
#ifdef CRASHES
  *(volatile int *)0 = 1;
#endif
  return 0;
}
static ck get_info(info *out) { pad(out->manufacturer, 32, "Faulty"); pad(out->description, 32, "Faulty"); return 0; }
static ck slots(unsigned char present, ck *list, ck *count) { if (list) list[0] = 7; *count = 1; return 0; }
static ck get_slot(ck id, slot_info *out) { pad(out->description, 64, "Slot"); out->flags = 1; return 0; }
static ck get_token(ck id, token_info *out) {
  pad(out->label, 32, "Faulty"); pad(out->model, 16, "Faulty"); pad(out->serial, 16, "F00D0001");
  out->flags = 0x40C; /* CKF_LOGIN_REQUIRED, CKF_USER_PIN_INITIALIZED, CKF_TOKEN_INITIALIZED */
#ifdef LOCKED
  out->flags |= 0x40000; /* CKF_USER_PIN_LOCKED */
#endif
  return 0;
}
static ck open_session(ck slot, ck flags, void *a, void *b, ck *session) { *session = 9; return 0; }
static ck find(ck session, ck *objects, ck max, ck *count) { *count = 0; return 0; }
static ck login(ck session, ck user, char *pin, ck length) {
#ifdef TAPE
  FILE *tape = fopen(TAPE, "a");
  fputs("C_Login\n", tape);
  fclose(tape);
#endif
  return 0xA0; /* CKR_PIN_INCORRECT */
}
static function_list list;
ck C_GetFunctionList(function_list **out) {
  for (int i = 0; i < 68; i++) list.functions[i] = (void *)unsupported;
  void **f = list.functions;
  f[0] = (void *)initialize, f[1] = (void *)ok, f[2] = (void *)get_info, f[4] = (void *)slots, f[5] = (void *)get_slot, f[6] = (void *)get_token;
  f[12] = (void *)open_session, f[13] = (void *)ok, f[18] = (void *)login, f[19] = (void *)ok, f[26] = (void *)ok, f[27] = (void *)find, f[28] = (void *)ok;
  *out = &list;
  return 0;
}
