/* A peer of B6: one process that signs N times by PKCS#11 and does nothing else. One login, then C_SignInit and C_Sign each time.
 * usage: sign-loop MODULE PIN N -> one line of JSON. The key is the first private one of the first slot with a token. */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef unsigned long ck;
typedef struct { ck type; void *value; ck length; } attribute;
typedef struct { ck mechanism; void *parameter; ck length; } mechanism;
/* CK_FUNCTION_LIST, PKCS #11 v2.40: a version, then the functions in the order of pkcs11f.h. */
typedef struct { unsigned char version[2]; void *functions[68]; } function_list;
enum { INITIALIZE = 0, FINALIZE = 1, GET_SLOT_LIST = 4, OPEN_SESSION = 12, LOGIN = 18, FIND_INIT = 26, FIND = 27, FIND_FINAL = 28, SIGN_INIT = 42, SIGN = 43 };

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  void *library = dlopen(argv[1], RTLD_NOW);
  if (!library) return 3;
  ck (*get)(function_list **) = (ck (*)(function_list **))dlsym(library, "C_GetFunctionList");
  function_list *list;
  if (!get || get(&list) != 0) return 4;
  void **f = list->functions;
  if (((ck (*)(void *))f[INITIALIZE])(NULL) != 0) return 5;
  ck slots[16], count = 16, session, key, found = 0;
  if (((ck (*)(unsigned char, ck *, ck *))f[GET_SLOT_LIST])(1, slots, &count) != 0 || count == 0) return 6;
  if (((ck (*)(ck, ck, void *, void *, ck *))f[OPEN_SESSION])(slots[0], 4, NULL, NULL, &session) != 0) return 7;
  if (((ck (*)(ck, ck, char *, ck))f[LOGIN])(session, 1, argv[2], strlen(argv[2])) != 0) return 8;
  ck private_key = 3;
  attribute wanted = {0 /* CKA_CLASS */, &private_key, sizeof private_key};
  if (((ck (*)(ck, attribute *, ck))f[FIND_INIT])(session, &wanted, 1) != 0) return 9;
  if (((ck (*)(ck, ck *, ck, ck *))f[FIND])(session, &key, 1, &found) != 0 || found != 1) return 10;
  ((ck (*)(ck))f[FIND_FINAL])(session);
  mechanism rsa = {1 /* CKM_RSA_PKCS */, NULL, 0};
  unsigned char digest[32] = {0}, signature[512];
  int n = atoi(argv[3]);
  struct timespec start, end;
  clock_gettime(CLOCK_MONOTONIC, &start);
  for (int i = 0; i < n; i++) {
    ck length = sizeof signature;
    memcpy(digest, &i, sizeof i);
    if (((ck (*)(ck, mechanism *, ck))f[SIGN_INIT])(session, &rsa, key) != 0) return 11;
    if (((ck (*)(ck, unsigned char *, ck, unsigned char *, ck *))f[SIGN])(session, digest, sizeof digest, signature, &length) != 0) return 12;
  }
  clock_gettime(CLOCK_MONOTONIC, &end);
  printf("{\"perSecond\":%.1f}\n", n / ((double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9));
  ((ck (*)(void *))f[FINALIZE])(NULL);
  return 0;
}
