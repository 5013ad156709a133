//! What services have been asked to do for an id and have not done yet. A wish is kept once an id, however often it is made, and
//! stays until it is granted: one that makes its service panic does not take itself, or another, down with it.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

/// Wishes for ids, in the order in which they were first made; `V` says what exactly is wished for.
#[derive(Debug)]
pub(crate) struct Wishes<V> {
    waiting: Mutex<VecDeque<Wish<V>>>,
    made: Notify,
}

/// A wish as its service takes it up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wish<V> {
    /// Whom it is about.
    pub(crate) id: String,
    /// What is wished for.
    pub(crate) value: V,
    /// How often it was made: a wish made again while it is being granted is another one.
    times: u64,
}

impl<V> Default for Wishes<V> {
    fn default() -> Self {
        Self { waiting: Mutex::default(), made: Notify::new() }
    }
}

impl<V: Ord + Clone> Wishes<V> {
    /// Makes a wish. Of two values wished for one id the smaller holds.
    pub(crate) fn add(&self, id: &str, value: V) {
        let mut waiting = self.lock();
        match waiting.iter_mut().find(|wish| wish.id == id) {
            Some(wish) => {
                wish.times += 1;
                wish.value = value.min(wish.value.clone());
            }
            None => waiting.push_back(Wish { id: id.to_owned(), value, times: 1 }),
        }
        drop(waiting);
        self.made.notify_one();
    }

    /// The next wish; waits until there is one. It goes behind all others and stays until it is [granted](Self::granted).
    pub(crate) async fn next(&self) -> Wish<V> {
        loop {
            // No guard may live across the wait.
            let next = {
                let mut waiting = self.lock();
                let first = waiting.pop_front();
                waiting.extend(first.clone());
                first
            };
            match next {
                Some(wish) => return wish,
                None => self.made.notified().await,
            }
        }
    }

    /// Forgets a wish that was tried, with success or without, unless it was made again meanwhile.
    pub(crate) fn granted(&self, wish: &Wish<V>) {
        self.lock().retain(|kept| kept.id != wish.id || kept.times != wish.times);
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Wish<V>>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    async fn next(wishes: &Wishes<u32>) -> Option<(String, u32)> {
        let wish = tokio::time::timeout(std::time::Duration::ZERO, wishes.next()).await.ok()?;
        wishes.granted(&wish);
        Some((wish.id, wish.value))
    }

    #[tokio::test]
    async fn a_wish_made_often_is_granted_once_in_its_strictest_form() {
        let wishes = Wishes::default();
        for _ in 0..1000 {
            wishes.add("a", 60);
            wishes.add("b", 60);
        }
        wishes.add("a", 5);
        wishes.add("a", 60);

        assert_eq!(next(&wishes).await, Some(("a".to_owned(), 5)));
        assert_eq!(next(&wishes).await, Some(("b".to_owned(), 60)));
        assert_eq!(next(&wishes).await, None);
    }

    #[tokio::test]
    async fn a_wish_that_was_not_granted_comes_again_after_the_others() {
        let wishes = Wishes::default();
        wishes.add("bad", 1);
        wishes.add("good", 1);
        // Its service panics here and is started again.
        assert_eq!(wishes.next().await.id, "bad");

        assert_eq!(next(&wishes).await, Some(("good".to_owned(), 1)));
        assert_eq!(next(&wishes).await, Some(("bad".to_owned(), 1)));
        assert_eq!(next(&wishes).await, None);
    }

    #[tokio::test]
    async fn a_wish_made_again_while_it_is_granted_is_granted_again() {
        let wishes = Wishes::default();
        wishes.add("a", 1);
        let first = wishes.next().await;
        wishes.add("a", 1);
        wishes.granted(&first);

        assert_eq!(next(&wishes).await, Some(("a".to_owned(), 1)));
        assert_eq!(next(&wishes).await, None);
    }

    #[tokio::test]
    async fn a_wish_wakes_who_waits_for_one() {
        let wishes = Arc::new(Wishes::default());
        let waiting = tokio::spawn({
            let wishes = wishes.clone();
            async move { wishes.next().await.id }
        });
        tokio::task::yield_now().await;
        wishes.add("a", 1);
        assert_eq!(waiting.await.ok().as_deref(), Some("a"));
    }
}
