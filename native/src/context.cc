#include "context.h"

#include "bytes_value.h"
#include "worker.h"

namespace clavis {

/** The thread of a Context. A context that failed once is let go: the next call makes a new one, as after a restart of the service. */
class ContextThread final : public Worker {
 public:
  using Worker::Worker;
  using States = std::vector<ReaderState>;

  Outcome<States> readers() {
    Outcome<States> outcome = ask();
    if (outcome.code != scard::kSuccess) cleanUp();
    return outcome;
  }

  Outcome<Nothing> close() {
    cleanUp();
    return {};
  }

 protected:
  void cleanUp() noexcept override {
    if (established_) library().releaseContext(context_);
    established_ = false;
  }

 private:
  Outcome<States> ask() {
    Outcome<States> outcome;
    outcome.call = "SCardEstablishContext";
    if (!established_) {
      outcome.code = library().establishContext(context_);
      if (outcome.code != scard::kSuccess) return outcome;
      established_ = true;
    }
    // A reader may go between being listed and being asked for: then the list is made anew.
    for (int round = 0; round < 4; round++) {
      std::vector<std::string> names;
      outcome.call = "SCardListReaders";
      outcome.code = library().listReaders(context_, names);
      outcome.value.clear();
      if (outcome.code != scard::kSuccess || names.empty()) return outcome;
      for (const std::string& name : names) {
        ReaderState state;
        state.name = name;
        outcome.value.push_back(std::move(state));
      }
      outcome.call = "SCardGetStatusChange";
      outcome.code = library().getStatusChange(context_, 0, outcome.value);
      if (outcome.code == scard::kTimeout) outcome.code = scard::kSuccess;
      if (outcome.code != scard::kUnknownReader) return outcome;
    }
    return outcome;
  }

  PcscLibrary::Context context_ = 0;
  bool established_ = false;
};

namespace {

napi_value statesValue(napi_env env, std::vector<ReaderState>& states) {
  napi_value list = nullptr;
  if (napi_create_array_with_length(env, states.size(), &list) != napi_ok) return nullptr;
  for (uint32_t index = 0; index < states.size(); index++) {
    const ReaderState& state = states[index];
    napi_value object = nullptr;
    napi_value name = nullptr;
    napi_value event = nullptr;
    napi_value atr = bytesValue(env, state.atr.data(), state.atr.size());
    if (atr == nullptr || napi_create_object(env, &object) != napi_ok ||
        napi_create_string_utf8(env, state.name.data(), state.name.size(), &name) != napi_ok ||
        napi_create_uint32(env, state.event, &event) != napi_ok)
      return nullptr;
    napi_set_named_property(env, object, "name", name);
    napi_set_named_property(env, object, "state", event);
    napi_set_named_property(env, object, "atr", atr);
    napi_set_element(env, list, index, object);
  }
  return list;
}

}  // namespace

Napi::Function Context::define(Napi::Env env) {
  return DefineClass(env, "Context",
                     {InstanceMethod<&Context::readers>("readers"), InstanceMethod<&Context::close>("close")});
}

Context::Context(const Napi::CallbackInfo& info) : Napi::ObjectWrap<Context>(info) {
  const auto& lifeline = info.Env().GetInstanceData<AddonData>()->lifeline;
  if (lifeline->library == nullptr) throw Napi::Error::New(info.Env(), "loadLibrary first");
  auto thread = std::make_shared<ContextThread>(lifeline);
  if (!thread->start()) throw Napi::Error::New(info.Env(), "no thread to be had");
  thread_ = std::move(thread);
}

Context::~Context() {
  if (thread_ != nullptr) thread_->finish();
}

Napi::Value Context::readers(const Napi::CallbackInfo& info) {
  const auto& outbox = info.Env().GetInstanceData<AddonData>()->lifeline->outbox();
  auto job = std::make_unique<JobOf<ContextThread::States>>(
      info.Env(), outbox, [thread = thread_] { return thread->readers(); }, statesValue);
  const Napi::Value promise(info.Env(), job->promise());
  thread_->submit(std::move(job));
  return promise;
}

Napi::Value Context::close(const Napi::CallbackInfo& info) {
  const auto& outbox = info.Env().GetInstanceData<AddonData>()->lifeline->outbox();
  auto job = std::make_unique<JobOf<Nothing>>(
      info.Env(), outbox, [thread = thread_] { return thread->close(); },
      [](napi_env env, Nothing&) {
        napi_value value = nullptr;
        return napi_get_undefined(env, &value) == napi_ok ? value : nullptr;
      });
  const Napi::Value promise(info.Env(), job->promise());
  thread_->submit(std::move(job));
  thread_->finish();
  return promise;
}

}  // namespace clavis
