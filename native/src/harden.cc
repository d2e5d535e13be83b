#include "harden.h"

#if !defined(_WIN32)
#include <sys/resource.h>
#endif
#if defined(__linux__)
#include <sys/prctl.h>
#endif

namespace clavis {

Napi::Value hardenProcess(const Napi::CallbackInfo& info) {
  bool noCoreDump = false;
  bool notDumpable = false;
#if !defined(_WIN32)
  const struct rlimit none = {0, 0};
  noCoreDump = setrlimit(RLIMIT_CORE, &none) == 0;
#endif
#if defined(__linux__)
  // prctl(2): no core dump whatever the limit says, and ptrace and /proc/PID/mem for CAP_SYS_PTRACE alone.
  notDumpable = prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 && prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0;
#endif
  Napi::Object done = Napi::Object::New(info.Env());
  done.Set("noCoreDump", noCoreDump);
  done.Set("notDumpable", notDumpable);
  return done;
}

}  // namespace clavis
