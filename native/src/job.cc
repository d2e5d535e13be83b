#include "job.h"

#include <cstdio>

#include "scard_names.h"

namespace clavis {

napi_value makeScardError(napi_env env, uint32_t code, const char* call) {
  const char* name = scardName(code);
  char text[128];
  std::snprintf(text, sizeof text, "%s (0x%08X) in %s", name, code, call);
  napi_value message = nullptr;
  napi_value error = nullptr;
  napi_value property = nullptr;
  napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &message);
  if (napi_create_error(env, nullptr, message, &error) != napi_ok) return nullptr;
  if (napi_create_string_utf8(env, name, NAPI_AUTO_LENGTH, &property) == napi_ok)
    napi_set_named_property(env, error, "scard", property);
  if (napi_create_uint32(env, code, &property) == napi_ok) napi_set_named_property(env, error, "number", property);
  if (napi_create_string_utf8(env, call, NAPI_AUTO_LENGTH, &property) == napi_ok)
    napi_set_named_property(env, error, "call", property);
  return error;
}

Job::Job(napi_env env, const std::shared_ptr<Outbox>& outbox) {
  const napi_status status = napi_create_promise(env, &deferred_, &promise_);
  if (status != napi_ok) throw Napi::Error::New(env);
  hold_ = std::make_shared<Hold>(outbox);
}

void Job::deliver(napi_env env) {
  hold_->giveBack();
  napi_value settled = code_ == scard::kSuccess ? value(env) : makeScardError(env, code_, call_);
  if (settled == nullptr) return;
  if (code_ == scard::kSuccess) napi_resolve_deferred(env, deferred_, settled);
  else napi_reject_deferred(env, deferred_, settled);
}

}  // namespace clavis
