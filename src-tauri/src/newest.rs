//! Questions about a text that is being written: only the newest of a kind is worth an answer.

use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::Mutex;
use workbench::{Error, Result};

/// What is asked about a text. A question supersedes those of its own kind only.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Question {
    Check,
    Complete,
    Hover,
    Signature,
    Definition,
    Outline,
    Renamable,
    Rename,
    Format,
}

/// How many kinds there are.
const KINDS: usize = Question::Format as usize + 1;

/// One kind of question.
#[derive(Debug, Default)]
struct Queue {
    /// How many were asked so far.
    asked: AtomicU64,
    /// Held by the one that is being answered.
    turn: Mutex<()>,
}

/// Answers at most one question of a kind at a time, and of those that wait only the newest.
#[derive(Debug, Default)]
pub(crate) struct Newest {
    queues: [Queue; KINDS],
}

impl Newest {
    /// The answer that `work` gives.
    ///
    /// # Errors
    /// `query.superseded`, without doing the work, if another question of this kind was asked while this one waited; else
    /// those of `work`.
    pub(crate) async fn answer<T, Work: Future<Output = Result<T>>>(
        &self,
        question: Question,
        work: impl FnOnce() -> Work,
    ) -> Result<T> {
        let queue = &self.queues[question as usize];
        let mine = queue.asked.fetch_add(1, Ordering::SeqCst) + 1;
        let _turn = queue.turn.lock().await;
        if queue.asked.load(Ordering::SeqCst) != mine {
            return Err(Error::new("query.superseded", "Another question about the query took the place of this one.")
                .next("Nothing needs to be done."));
        }
        work().await
    }
}

/// What `work` gives, worked out where it may block.
///
/// # Errors
/// Those of `work`.
pub(crate) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|_| Error::internal("a question about the query ended early"))?
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[tokio::test]
    async fn of_those_that_wait_only_the_newest_is_answered() {
        let newest = Newest::default();
        let (began, begun) = mpsc::channel();
        let (go, gate) = mpsc::channel::<()>();
        let slow = newest.answer(Question::Check, || {
            blocking(move || {
                began.send(()).unwrap();
                gate.recv().unwrap();
                Ok("slow")
            })
        });
        let ask = |answer: &'static str| newest.answer(Question::Check, async move || Ok(answer));
        let open = async {
            // Both wait by now: futures that are joined are asked in their order.
            tokio::task::spawn_blocking(move || begun.recv().unwrap()).await.unwrap();
            go.send(()).unwrap();
        };
        let (slow, superseded, last, ()) = tokio::join!(slow, ask("superseded"), ask("last"), open);
        assert_eq!((slow, last), (Ok("slow"), Ok("last")));
        let error = superseded.unwrap_err();
        assert_eq!(error.code, "query.superseded");
        assert!(error.next_step.is_some());
    }

    #[tokio::test]
    async fn questions_of_different_kinds_do_not_wait_for_each_other() {
        let newest = Newest::default();
        let (go, gate) = mpsc::channel();
        let slow =
            newest.answer(Question::Check, || blocking(move || gate.recv().map_err(|_| Error::internal("no answer"))));
        let other = async {
            let answer = newest.answer(Question::Hover, async || Ok("hover")).await;
            go.send("check").unwrap();
            answer
        };
        assert_eq!(tokio::join!(slow, other), (Ok("check"), Ok("hover")));
    }
}
