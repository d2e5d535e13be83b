#pragma once
#include <napi.h>

namespace clavis {

/** Makes this process's memory harder to come by: no core dump, and on Linux no debugger of the same user. Says what it did. */
Napi::Value hardenProcess(const Napi::CallbackInfo& info);

}  // namespace clavis
