#include "worker.h"

#include <system_error>
#include <thread>

namespace clavis {

bool Worker::start() {
  const std::shared_ptr<Worker> self = shared_from_this();
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

void Worker::loop() {
  for (;;) {
    std::unique_ptr<Job> job;
    {
      std::unique_lock<std::mutex> lock(mutex_);
      wake_.wait(lock, [this] { return finishing_ || !queue_.empty(); });
      if (queue_.empty()) break;
      job = std::move(queue_.front());
      queue_.pop_front();
      underWay_ = job->hold();
    }
    job->run();
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      underWay_.reset();
    }
    lifeline_->outbox()->post(std::move(job));
  }
  cleanUp();
}

void Worker::submit(std::unique_ptr<Job> job) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!finishing_) {
      queue_.push_back(std::move(job));
      wake_.notify_one();
      return;
    }
  }
  job->fail(scard::kInvalidHandle, "a closed connection");
  lifeline_->outbox()->post(std::move(job));
}

void Worker::finish() noexcept {
  const std::lock_guard<std::mutex> lock(mutex_);
  finishing_ = true;
  wake_.notify_one();
}

void Worker::abandon() {
  std::deque<std::unique_ptr<Job>> refused;
  std::shared_ptr<Hold> underWay;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    finishing_ = true;
    refused.swap(queue_);
    underWay = underWay_;
    wake_.notify_one();
  }
  if (underWay != nullptr) underWay->giveBack();
  for (auto& job : refused) {
    job->fail(scard::kCancelled, "an abandoned connection");
    lifeline_->outbox()->post(std::move(job));
  }
}

void Worker::stop() noexcept {
  std::deque<std::unique_ptr<Job>> dropped;
  const std::lock_guard<std::mutex> lock(mutex_);
  finishing_ = true;
  dropped.swap(queue_);
  wake_.notify_one();
}

}  // namespace clavis
