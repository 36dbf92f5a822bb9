//! A map that is on its way, to be waited for without blocking a page.

use std::future::poll_fn;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Poll, Waker};

use crate::run::RunError;

use super::clock;
use super::context::Context;

/// Milliseconds after which a device that does not answer counts as lost.
#[cfg(not(target_arch = "wasm32"))]
const PATIENCE_MS: f64 = 60_000.0;

/// Something asked of the device that will be answered once.
#[derive(Clone)]
pub struct Ticket {
    answer: Arc<Mutex<Answer>>,
    #[cfg_attr(
        target_arch = "wasm32",
        allow(dead_code, reason = "a page is woken instead")
    )]
    submission: wgpu::SubmissionIndex,
    #[cfg_attr(
        target_arch = "wasm32",
        allow(dead_code, reason = "a page is woken instead")
    )]
    asked: f64,
}

#[derive(Default)]
struct Answer {
    done: Option<(bool, f64)>,
    waker: Option<Waker>,
}

impl Ticket {
    /// Maps the first `bytes` of a buffer for reading, once `submission` is done.
    pub fn map(buffer: &wgpu::Buffer, bytes: u64, submission: wgpu::SubmissionIndex) -> Self {
        let answer = Arc::new(Mutex::new(Answer::default()));
        let told = answer.clone();
        buffer
            .slice(..bytes)
            .map_async(wgpu::MapMode::Read, move |result| {
                let mut answer = told.lock().unwrap_or_else(PoisonError::into_inner);
                answer.done = Some((result.is_ok(), clock::now()));
                if let Some(waker) = answer.waker.take() {
                    waker.wake();
                }
            });
        Ticket {
            answer,
            submission,
            asked: clock::now(),
        }
    }

    /// When it was done, if it is; an error if it failed.
    pub fn answer(&self, context: &Context) -> Result<Option<f64>, RunError> {
        let answer = self.answer.lock().unwrap_or_else(PoisonError::into_inner);
        match answer.done {
            Some((true, at)) => Ok(Some(at)),
            Some((false, _)) => {
                drop(answer);
                context.check()?;
                context.lose("it did not let its memory be read");
                context.check().map(|()| None)
            }
            None => {
                drop(answer);
                context.check().map(|()| None)
            }
        }
    }

    /// Waits until it is done.
    pub async fn done(&self, context: &Context) -> Result<(), RunError> {
        poll_fn(|task| match self.answer(context) {
            Ok(Some(_)) => Poll::Ready(Ok(())),
            Err(error) => Poll::Ready(Err(error)),
            Ok(None) => self.pending(context, task.waker()),
        })
        .await
    }

    /// Natively the device must be asked to run callbacks, so waiting blocks.
    #[cfg(not(target_arch = "wasm32"))]
    fn pending(&self, context: &Context, _: &Waker) -> Poll<Result<(), RunError>> {
        loop {
            let _ = context.device.poll(wgpu::PollType::Wait {
                submission_index: Some(self.submission.clone()),
                timeout: Some(std::time::Duration::from_secs(5)),
            });
            match self.answer(context) {
                Ok(Some(_)) => return Poll::Ready(Ok(())),
                Err(error) => return Poll::Ready(Err(error)),
                Ok(None) if clock::now() - self.asked > PATIENCE_MS => {
                    context.lose("it did not answer for a minute");
                }
                Ok(None) => {}
            }
        }
    }

    #[cfg(target_arch = "wasm32")]
    fn pending(&self, _: &Context, waker: &Waker) -> Poll<Result<(), RunError>> {
        let mut answer = self.answer.lock().unwrap_or_else(PoisonError::into_inner);
        if answer.done.is_some() {
            waker.wake_by_ref();
        }
        answer.waker = Some(waker.clone());
        Poll::Pending
    }
}
