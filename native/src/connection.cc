#include "connection.h"

#include "bytes_value.h"
#include "connection_thread.h"

namespace clavis {

namespace {

/** Copyable, as std::function wants its captures; the bytes behind it are zeroed with the last copy. */
std::shared_ptr<SecretBytes> shared(SecretBytes bytes) { return std::make_shared<SecretBytes>(std::move(bytes)); }

napi_value linkValue(napi_env env, CardLink& link) {
  napi_value object = nullptr;
  napi_value protocol = nullptr;
  napi_value atr = bytesValue(env, link.atr.data(), link.atr.size());
  if (atr == nullptr || napi_create_object(env, &object) != napi_ok) return nullptr;
  if (napi_create_uint32(env, link.protocol, &protocol) != napi_ok) return nullptr;
  napi_set_named_property(env, object, "protocol", protocol);
  napi_set_named_property(env, object, "atr", atr);
  return object;
}

napi_value secretValue(napi_env env, SecretBytes& bytes) {
  napi_value value = bytesValue(env, bytes.data(), bytes.size());
  bytes.clear();
  return value;
}

napi_value undefinedValue(napi_env env, Nothing&) {
  napi_value value = nullptr;
  return napi_get_undefined(env, &value) == napi_ok ? value : nullptr;
}

template <typename T>
Napi::Value begin(Napi::Env env, const std::shared_ptr<ConnectionThread>& thread,
                  std::function<Outcome<T>(ConnectionThread&)> work, typename JobOf<T>::ToValue toValue) {
  const auto& outbox = env.GetInstanceData<AddonData>()->lifeline->outbox();
  auto job = std::make_unique<JobOf<T>>(
      env, outbox, [thread, work = std::move(work)] { return work(*thread); }, std::move(toValue));
  const Napi::Value promise(env, job->promise());
  thread->submit(std::move(job));
  return promise;
}

}  // namespace

Napi::Function Connection::define(Napi::Env env) {
  return DefineClass(env, "Connection",
                     {
                         InstanceMethod<&Connection::open>("open"),
                         InstanceMethod<&Connection::transmit>("transmit"),
                         InstanceMethod<&Connection::beginTransaction>("beginTransaction"),
                         InstanceMethod<&Connection::endTransaction>("endTransaction"),
                         InstanceMethod<&Connection::reconnect>("reconnect"),
                         InstanceMethod<&Connection::disconnect>("disconnect"),
                         InstanceMethod<&Connection::attribute>("attribute"),
                         InstanceMethod<&Connection::control>("control"),
                         InstanceMethod<&Connection::abandon>("abandon"),
                     });
}

Connection::Connection(const Napi::CallbackInfo& info) : Napi::ObjectWrap<Connection>(info) {
  const auto& lifeline = info.Env().GetInstanceData<AddonData>()->lifeline;
  if (lifeline->library == nullptr) throw Napi::Error::New(info.Env(), "loadLibrary first");
  auto thread = std::make_shared<ConnectionThread>(lifeline);
  if (!thread->start()) throw Napi::Error::New(info.Env(), "no thread to be had");
  thread_ = std::move(thread);
}

/** Forgotten without `disconnect`: what is under way is finished, then the card is left as it is. */
Connection::~Connection() {
  if (thread_ != nullptr) thread_->finish();
}

Napi::Value Connection::open(const Napi::CallbackInfo& info) {
  if (!info[0].IsString()) throw Napi::TypeError::New(info.Env(), "open(reader, share)");
  const std::string reader = info[0].As<Napi::String>().Utf8Value();
  const uint32_t share = numberArgument(info, 1);
  return begin<CardLink>(
      info.Env(), thread_, [reader, share](ConnectionThread& thread) { return thread.open(reader, share); }, linkValue);
}

Napi::Value Connection::transmit(const Napi::CallbackInfo& info) {
  const auto command = shared(bytesArgument(info, 0));
  return begin<SecretBytes>(
      info.Env(), thread_, [command](ConnectionThread& thread) { return thread.transmit(*command); }, secretValue);
}

Napi::Value Connection::beginTransaction(const Napi::CallbackInfo& info) {
  return begin<Nothing>(
      info.Env(), thread_, [](ConnectionThread& thread) { return thread.beginTransaction(); }, undefinedValue);
}

Napi::Value Connection::endTransaction(const Napi::CallbackInfo& info) {
  const uint32_t disposition = numberArgument(info, 0);
  return begin<Nothing>(
      info.Env(), thread_, [disposition](ConnectionThread& thread) { return thread.endTransaction(disposition); },
      undefinedValue);
}

Napi::Value Connection::reconnect(const Napi::CallbackInfo& info) {
  const uint32_t initialization = numberArgument(info, 0);
  return begin<CardLink>(
      info.Env(), thread_, [initialization](ConnectionThread& thread) { return thread.reconnect(initialization); },
      linkValue);
}

Napi::Value Connection::disconnect(const Napi::CallbackInfo& info) {
  const uint32_t disposition = numberArgument(info, 0);
  const Napi::Value promise = begin<Nothing>(
      info.Env(), thread_, [disposition](ConnectionThread& thread) { return thread.disconnect(disposition); },
      undefinedValue);
  thread_->finish();
  return promise;
}

Napi::Value Connection::attribute(const Napi::CallbackInfo& info) {
  const uint32_t id = numberArgument(info, 0);
  return begin<SecretBytes>(
      info.Env(), thread_, [id](ConnectionThread& thread) { return thread.attribute(id); }, secretValue);
}

Napi::Value Connection::control(const Napi::CallbackInfo& info) {
  const uint32_t code = numberArgument(info, 0);
  const auto data = shared(bytesArgument(info, 1));
  return begin<SecretBytes>(
      info.Env(), thread_, [code, data](ConnectionThread& thread) { return thread.control(code, *data); }, secretValue);
}

void Connection::abandon(const Napi::CallbackInfo&) { thread_->abandon(); }

}  // namespace clavis
