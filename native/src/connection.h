#pragma once
#include <napi.h>

#include <memory>

namespace clavis {

class ConnectionThread;

/**
 * A connection to the card in one reader, with a PC/SC context and a thread of its own (pcsc-lite serialises the calls of one
 * context). See clavis-pcsc.d.ts for what JavaScript sees.
 */
class Connection final : public Napi::ObjectWrap<Connection> {
 public:
  static Napi::Function define(Napi::Env env);
  explicit Connection(const Napi::CallbackInfo& info);
  ~Connection() override;

 private:
  Napi::Value open(const Napi::CallbackInfo& info);
  Napi::Value transmit(const Napi::CallbackInfo& info);
  Napi::Value beginTransaction(const Napi::CallbackInfo& info);
  Napi::Value endTransaction(const Napi::CallbackInfo& info);
  Napi::Value reconnect(const Napi::CallbackInfo& info);
  Napi::Value disconnect(const Napi::CallbackInfo& info);
  Napi::Value attribute(const Napi::CallbackInfo& info);
  Napi::Value control(const Napi::CallbackInfo& info);
  void abandon(const Napi::CallbackInfo& info);

  std::shared_ptr<ConnectionThread> thread_;
};

}  // namespace clavis
