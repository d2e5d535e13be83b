#include <napi.h>

#include "connection.h"
#include "context.h"
#include "harden.h"
#include "lifeline.h"
#include "monitor.h"
#include "shared_object.h"

namespace clavis {

namespace {

/** loadLibrary(path?): finds PC/SC once for this environment; a second call only tells. */
Napi::Value loadLibrary(const Napi::CallbackInfo& info) {
  const auto& lifeline = info.Env().GetInstanceData<AddonData>()->lifeline;
  std::string reason;
  if (lifeline->library == nullptr) {
    const std::string path = info[0].IsString() ? info[0].As<Napi::String>().Utf8Value() : std::string();
    lifeline->library = PcscLibrary::load(path, reason);
  }
  Napi::Object outcome = Napi::Object::New(info.Env());
  outcome.Set("ok", lifeline->library != nullptr);
  if (lifeline->library != nullptr) outcome.Set("path", lifeline->library->path());
  else outcome.Set("reason", reason);
  return outcome;
}

/** threadCount(): threads of this addon that are alive in this environment; for tests. */
Napi::Value threadCount(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), info.Env().GetInstanceData<AddonData>()->lifeline->threads());
}

Napi::Object start(Napi::Env env, Napi::Object exports) {
  pinThisLibrary();
  auto lifeline = Lifeline::attach(env);
  if (lifeline == nullptr) throw Napi::Error::New(env, "the environment is ending");
  env.SetInstanceData(new AddonData{std::move(lifeline)});
  exports.Set("loadLibrary", Napi::Function::New<loadLibrary>(env, "loadLibrary"));
  exports.Set("hardenProcess", Napi::Function::New<hardenProcess>(env, "hardenProcess"));
  exports.Set("threadCount", Napi::Function::New<threadCount>(env, "threadCount"));
  exports.Set("Context", Context::define(env));
  exports.Set("Connection", Connection::define(env));
  exports.Set("Monitor", Monitor::define(env));
  return exports;
}

}  // namespace

}  // namespace clavis

Napi::Object init(Napi::Env env, Napi::Object exports) { return clavis::start(env, exports); }

NODE_API_MODULE(clavis_pcsc, init)
