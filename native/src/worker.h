#pragma once
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>

#include "job.h"
#include "lifeline.h"

namespace clavis {

/**
 * A thread with a queue: what one context or one connection does, one thing after the other. It shares itself: whoever holds
 * it last, JavaScript or the thread, frees it.
 */
class Worker : public Stoppable, public std::enable_shared_from_this<Worker> {
 public:
  explicit Worker(std::shared_ptr<Lifeline> lifeline) : lifeline_(std::move(lifeline)), library_(lifeline_->library) {}

  /** @returns false when the system gives no thread. */
  bool start();
  /** JavaScript thread. After `finish` or `abandon` a job is refused with SCARD_E_INVALID_HANDLE. */
  void submit(std::unique_ptr<Job> job);
  /** What is queued is still done; then the thread cleans up and ends. */
  void finish() noexcept;
  /**
   * JavaScript thread. What is queued is refused with SCARD_E_CANCELLED; the call under way is nobody's any more and keeps
   * nothing alive. The thread cleans up and ends when that call is back.
   */
  void abandon();
  /** Ends like `abandon`, from any thread, and tells nobody. */
  void stop() noexcept override;

 protected:
  /** On the thread, last. */
  virtual void cleanUp() noexcept = 0;
  const PcscLibrary& library() const { return *library_; }
  const std::shared_ptr<Lifeline>& lifeline() const { return lifeline_; }

 private:
  void loop();

  std::shared_ptr<Lifeline> lifeline_;
  std::shared_ptr<const PcscLibrary> library_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::unique_ptr<Job>> queue_;
  std::shared_ptr<Hold> underWay_;
  bool finishing_ = false;
};

}  // namespace clavis
