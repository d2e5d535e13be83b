#pragma once
#include <napi.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include "outbox.h"
#include "pcsc_library.h"

namespace clavis {

/** A thread of ours, as the end of its environment sees it. */
class Stoppable {
 public:
  virtual ~Stoppable() = default;
  /** From any thread: end as soon as the call under way is back. Never waits. */
  virtual void stop() noexcept = 0;
};

/**
 * What ends with one JavaScript environment (the main thread's, or a worker's): its outbox and its threads. Threads are
 * detached; at the end each is told to stop and waited for a moment. One that is still inside PC/SC then is left behind: it
 * shares what it uses, ends its transaction and its connection when it is back, and finds the outbox closed.
 */
class Lifeline {
 public:
  /** Makes the one of this environment, with its hooks at the end of environment and process. Null when it cannot. */
  static std::shared_ptr<Lifeline> attach(napi_env env);

  const std::shared_ptr<Outbox>& outbox() const { return outbox_; }
  void watch(const std::shared_ptr<Stoppable>& thread);
  void threadStarted();
  void threadEnded();
  int threads();
  /** Once is enough; later calls do nothing. */
  void end() noexcept;

  /** Set by loadLibrary; what a connection was opened with, it keeps. */
  std::shared_ptr<const PcscLibrary> library;

 private:
  std::shared_ptr<Outbox> outbox_;
  std::mutex mutex_;
  std::condition_variable ended_;
  std::vector<std::weak_ptr<Stoppable>> watched_;
  int threads_ = 0;
  bool over_ = false;
};

/** What an environment's functions and classes find by Napi::Env::GetInstanceData. */
struct AddonData {
  std::shared_ptr<Lifeline> lifeline;
};

}  // namespace clavis
