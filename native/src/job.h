#pragma once
#include <napi.h>

#include <functional>
#include <memory>
#include <string>

#include "outbox.h"
#include "scard_types.h"

namespace clavis {

/** Makes the Error of a failed call: `scard` is the name, `code` the number, `call` the function of PC/SC. */
napi_value makeScardError(napi_env env, uint32_t code, const char* call);

/** A call of PC/SC under way for a promise: run on a thread, settled on JavaScript's. */
class Job : public Delivery {
 public:
  Job(napi_env env, const std::shared_ptr<Outbox>& outbox);
  napi_value promise() const { return promise_; }
  const std::shared_ptr<Hold>& hold() const { return hold_; }
  /** On the thread. */
  virtual void run() = 0;
  /** Instead of running it. */
  void fail(uint32_t code, const char* call) {
    code_ = code;
    call_ = call;
  }
  void deliver(napi_env env) final;

 protected:
  virtual napi_value value(napi_env env) = 0;

 private:
  uint32_t code_ = scard::kSuccess;
  const char* call_ = "";
  napi_deferred deferred_ = nullptr;
  napi_value promise_ = nullptr;
  std::shared_ptr<Hold> hold_;
};

/** Outcome of a piece of work: the SCARD number, the function that gave it, and what was got. */
template <typename T>
struct Outcome {
  uint32_t code = scard::kSuccess;
  const char* call = "";
  T value{};
};

struct Nothing {};

template <typename T>
class JobOf final : public Job {
 public:
  using Work = std::function<Outcome<T>()>;
  using ToValue = std::function<napi_value(napi_env, T&)>;
  JobOf(napi_env env, const std::shared_ptr<Outbox>& outbox, Work work, ToValue toValue)
      : Job(env, outbox), work_(std::move(work)), toValue_(std::move(toValue)) {}

  void run() override {
    Outcome<T> outcome = work_();
    result_ = std::move(outcome.value);
    fail(outcome.code, outcome.call);
    // A command's bytes are held by its work: they go now, not when JavaScript gets round to it.
    work_ = nullptr;
  }

 protected:
  napi_value value(napi_env env) override { return toValue_(env, result_); }

 private:
  Work work_;
  ToValue toValue_;
  T result_{};
};

}  // namespace clavis
