#pragma once
#include <napi.h>

#include <memory>

namespace clavis {

class ContextThread;

/** Lists readers, on a thread and in a PC/SC context of its own. */
class Context final : public Napi::ObjectWrap<Context> {
 public:
  static Napi::Function define(Napi::Env env);
  explicit Context(const Napi::CallbackInfo& info);
  ~Context() override;

 private:
  Napi::Value readers(const Napi::CallbackInfo& info);
  Napi::Value close(const Napi::CallbackInfo& info);

  std::shared_ptr<ContextThread> thread_;
};

}  // namespace clavis
