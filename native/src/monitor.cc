#include "monitor.h"

#include "monitor_thread.h"

namespace clavis {

Napi::Function Monitor::define(Napi::Env env) {
  return DefineClass(env, "Monitor", {InstanceMethod<&Monitor::stop>("stop")});
}

Monitor::Monitor(const Napi::CallbackInfo& info) : Napi::ObjectWrap<Monitor>(info) {
  if (!info[0].IsFunction()) throw Napi::TypeError::New(info.Env(), "a listener is expected");
  const auto& lifeline = info.Env().GetInstanceData<AddonData>()->lifeline;
  if (lifeline->library == nullptr) throw Napi::Error::New(info.Env(), "loadLibrary first");
  auto listener = std::make_shared<Listener>();
  listener->function = Napi::Persistent(info[0].As<Napi::Function>());
  auto thread = std::make_shared<MonitorThread>(lifeline, listener);
  if (!thread->start()) throw Napi::Error::New(info.Env(), "no thread to be had");
  thread_ = std::move(thread);
}

Monitor::~Monitor() {
  if (thread_ == nullptr) return;
  thread_->silence();
  thread_->stop();
}

void Monitor::stop(const Napi::CallbackInfo&) {
  thread_->silence();
  thread_->stop();
}

}  // namespace clavis
