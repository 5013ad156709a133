//! All users' events, on two threads.

use std::{ops::Range, thread};

use super::{event::Events, journey::live, world::World};

/// Threads the work is shared among; the sandbox is measured on two cores.
const THREADS: u32 = 2;

/// Events with times in `slice` (milliseconds UTC), sorted. The same world and slice give the same events.
pub(super) fn simulate(world: &World, slice: &Range<i64>) -> Events {
    let mut events = Events::default();
    if !world.campaigns.is_empty() {
        let share = world.users.div_ceil(THREADS);
        thread::scope(|scope| {
            let workers: Vec<_> = (0..THREADS)
                .map(|worker| {
                    let users = worker * share..((worker + 1) * share).min(world.users);
                    scope.spawn(move || {
                        let mut events = Events::default();
                        for user in users {
                            live(world, user, slice, &mut events);
                        }
                        events
                    })
                })
                .collect();
            for worker in workers {
                match worker.join() {
                    Ok(part) => events.append(part),
                    Err(cause) => std::panic::resume_unwind(cause),
                }
            }
        });
    }
    events.sort();
    events
}
