#include "lifeline.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>

namespace clavis {

namespace {

/** How long the end of an environment waits for its threads. A card's command may take seconds: nobody's exit waits for it. */
constexpr std::chrono::milliseconds kGrace(300);

/** Every environment's, for the end of the process: process.exit runs no cleanup hook. Never freed: threads outlive statics. */
struct Everyone {
  std::mutex mutex;
  std::vector<std::weak_ptr<Lifeline>> lifelines;
};

Everyone& everyone() {
  static auto* const all = new Everyone();
  return *all;
}

void endEveryone() {
  std::vector<std::weak_ptr<Lifeline>> all;
  {
    const std::lock_guard<std::mutex> lock(everyone().mutex);
    all.swap(everyone().lifelines);
  }
  for (const auto& weak : all) {
    if (const auto lifeline = weak.lock()) lifeline->end();
  }
}

template <typename T>
void dropExpired(std::vector<std::weak_ptr<T>>& list) {
  list.erase(std::remove_if(list.begin(), list.end(), [](const std::weak_ptr<T>& weak) { return weak.expired(); }),
             list.end());
}

void endOfEnvironment(void* data) {
  auto* share = static_cast<std::shared_ptr<Lifeline>*>(data);
  (*share)->end();
  delete share;
}

}  // namespace

std::shared_ptr<Lifeline> Lifeline::attach(napi_env env) {
  auto lifeline = std::make_shared<Lifeline>();
  lifeline->outbox_ = Outbox::create(env);
  if (lifeline->outbox_ == nullptr) return nullptr;
  // Registered after the outbox's function, so run before the environment closes it: hooks run last first.
  if (napi_add_env_cleanup_hook(env, endOfEnvironment, new std::shared_ptr<Lifeline>(lifeline)) != napi_ok) return nullptr;
  static const bool registered = std::atexit(endEveryone) == 0;
  (void)registered;
  const std::lock_guard<std::mutex> lock(everyone().mutex);
  dropExpired(everyone().lifelines);
  everyone().lifelines.push_back(lifeline);
  return lifeline;
}

void Lifeline::watch(const std::shared_ptr<Stoppable>& thread) {
  const std::lock_guard<std::mutex> lock(mutex_);
  dropExpired(watched_);
  watched_.push_back(thread);
}

void Lifeline::threadStarted() {
  const std::lock_guard<std::mutex> lock(mutex_);
  threads_++;
}

void Lifeline::threadEnded() {
  const std::lock_guard<std::mutex> lock(mutex_);
  threads_--;
  ended_.notify_all();
}

int Lifeline::threads() {
  const std::lock_guard<std::mutex> lock(mutex_);
  return threads_;
}

void Lifeline::end() noexcept {
  std::vector<std::weak_ptr<Stoppable>> watched;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (over_) return;
    over_ = true;
    watched.swap(watched_);
  }
  outbox_->close();
  for (const auto& weak : watched) {
    if (const auto thread = weak.lock()) thread->stop();
  }
  std::unique_lock<std::mutex> lock(mutex_);
  ended_.wait_for(lock, kGrace, [this] { return threads_ == 0; });
}

}  // namespace clavis
