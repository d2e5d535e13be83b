#include "monitor_thread.h"

#include <chrono>
#include <system_error>
#include <thread>

#include "job.h"

namespace clavis {

namespace {

/**
 * Longest wait for a change. pcsc-lite tells neither that a free card went into use nor that a reader came between the list
 * and the wait; looking again each second finds both, at the price of one exchange with the service.
 */
constexpr uint32_t kLookAgainMs = 1000;
/** The same while a card is there whose answer to reset is not. */
constexpr uint32_t kAtrSoonMs = 50;
/** Between two looks for a service that is not there. */
constexpr std::chrono::milliseconds kServiceAgain(500);
/** A cancel that came before the wait began has no effect: it is repeated until the thread has ended. */
constexpr std::chrono::milliseconds kCancelAgain(20);

/** Calls the listener with the error, or with null for a change. */
class News final : public Delivery {
 public:
  News(std::shared_ptr<Listener> listener, uint32_t code, const char* call)
      : listener_(std::move(listener)), code_(code), call_(call) {}

  void deliver(napi_env env) override {
    if (listener_->function.IsEmpty()) return;
    napi_value argument = nullptr;
    if (code_ == scard::kSuccess) napi_get_null(env, &argument);
    else argument = makeScardError(env, code_, call_);
    napi_value function = nullptr;
    napi_value receiver = nullptr;
    napi_value result = nullptr;
    if (argument == nullptr || napi_get_reference_value(env, listener_->function, &function) != napi_ok ||
        napi_get_undefined(env, &receiver) != napi_ok)
      return;
    // What a listener throws is an uncaught exception, as anywhere in Node.
    if (napi_call_function(env, receiver, function, 1, &argument, &result) != napi_pending_exception) return;
    napi_value thrown = nullptr;
    if (napi_get_and_clear_last_exception(env, &thrown) == napi_ok) napi_fatal_exception(env, thrown);
  }

 private:
  std::shared_ptr<Listener> listener_;
  uint32_t code_;
  const char* call_;
};

}  // namespace

bool MonitorThread::start() {
  const auto self = shared_from_this();
  lifeline_->watch(self);
  lifeline_->threadStarted();
  try {
    std::thread([self] {
      self->loop();
      self->lifeline_->threadEnded();
    }).detach();
    return true;
  } catch (const std::system_error&) {
    lifeline_->threadEnded();
    return false;
  }
}

void MonitorThread::stop() noexcept {
  // Not under the lock the second time: a cancel that waits for a service that hangs holds it.
  if (stopping_.exchange(true)) return;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    wake_.notify_all();
    if (ended_ || !waiting_) return;
  }
  try {
    const auto self = shared_from_this();
    lifeline_->threadStarted();
    std::thread([self] {
      {
        std::unique_lock<std::mutex> lock(self->mutex_);
        while (!self->ended_ && self->waiting_) {
          // Under the lock: the context is not released while it is used here.
          self->library_->cancel(self->context_);
          self->wake_.wait_for(lock, kCancelAgain, [&self] { return self->ended_ || !self->waiting_; });
        }
      }
      self->lifeline_->threadEnded();
    }).detach();
  } catch (const std::system_error&) {
    // Without a thread for it the wait ends by itself within kLookAgainMs.
    lifeline_->threadEnded();
  }
}

void MonitorThread::pause() {
  std::unique_lock<std::mutex> lock(mutex_);
  wake_.wait_for(lock, kServiceAgain, [this] { return stopping_.load(); });
}

void MonitorThread::tell(uint32_t code, const char* call) {
  told_ = code;
  lifeline_->outbox()->post(std::make_unique<News>(listener_, code, call));
}

void MonitorThread::loop() {
  while (!stopping_) {
    PcscLibrary::Context context = 0;
    const char* call = "SCardEstablishContext";
    uint32_t code = library_->establishContext(context);
    if (code == scard::kSuccess) {
      {
        const std::lock_guard<std::mutex> lock(mutex_);
        context_ = context;
      }
      code = watch(call);
      library_->releaseContext(context);
    }
    if (stopping_) break;
    // Once for each reason: the service may be away for days.
    if (code != scard::kSuccess && code != told_) {
      seen_.clear();
      tell(code, call);
    }
    pause();
  }
  const std::lock_guard<std::mutex> lock(mutex_);
  ended_ = true;
  wake_.notify_all();
}

uint32_t MonitorThread::watch(const char*& call) {
  // The first look is told, too: what came between the caller's own look and this one would be missed.
  bool first = true;
  int unknown = 0;
  bool soon = false;
  uint32_t pnpState = scard::kStateUnaware;
  while (!stopping_) {
    std::vector<std::string> names;
    call = "SCardListReaders";
    uint32_t code = library_->listReaders(context_, names);
    if (code != scard::kSuccess) return code;

    std::vector<ReaderState> states;
    for (const std::string& name : names) {
      ReaderState state;
      state.name = name;
      const auto known = seen_.find(name);
      state.current = known == seen_.end() ? scard::kStateUnaware : known->second.state;
      states.push_back(std::move(state));
    }
    if (pnp_) {
      ReaderState state;
      state.name = kPnpReader;
      state.current = pnpState;
      states.push_back(std::move(state));
    }
    if (states.empty()) {
      if (first || !seen_.empty()) tell(scard::kSuccess, call);
      first = false;
      seen_.clear();
      std::unique_lock<std::mutex> lock(mutex_);
      wake_.wait_for(lock, std::chrono::milliseconds(kLookAgainMs), [this] { return stopping_.load(); });
      continue;
    }

    call = "SCardGetStatusChange";
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      if (stopping_) return scard::kSuccess;
      waiting_ = true;
    }
    // The first look does not wait.
    code = library_->getStatusChange(context_, first ? 0 : soon ? kAtrSoonMs : kLookAgainMs, states);
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      waiting_ = false;
      wake_.notify_all();
    }
    if (code == scard::kUnknownReader && unknown++ < 3) continue;
    if (pnp_ && (code == scard::kUnknownReader || code == scard::kInvalidParameter)) {
      // This system does not know the reader that stands for changes, or no reader more than these: look each second instead.
      pnp_ = false;
      continue;
    }
    if (code != scard::kSuccess && code != scard::kTimeout) return code;
    unknown = 0;

    std::map<std::string, Seen> now;
    soon = false;
    for (const ReaderState& state : states) {
      const uint32_t event = state.event & ~scard::kStateChanged;
      if (state.name == kPnpReader) pnpState = event;
      else now[state.name] = Seen{event, state.atr};
      soon = soon || ((event & scard::kStatePresent) != 0 && (event & scard::kStateMute) == 0 && state.atr.empty());
    }
    if (first || now != seen_) {
      seen_ = std::move(now);
      tell(scard::kSuccess, call);
    }
    first = false;
  }
  return scard::kSuccess;
}

}  // namespace clavis
