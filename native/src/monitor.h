#pragma once
#include <napi.h>

#include <memory>

namespace clavis {

class MonitorThread;

/** Watches readers and cards on a thread of its own, for ever, through ends and starts of the service. */
class Monitor final : public Napi::ObjectWrap<Monitor> {
 public:
  static Napi::Function define(Napi::Env env);
  explicit Monitor(const Napi::CallbackInfo& info);
  ~Monitor() override;

 private:
  void stop(const Napi::CallbackInfo& info);

  std::shared_ptr<MonitorThread> thread_;
};

}  // namespace clavis
