//! Reading a file again that another program may be writing right now.
//!
//! A program that rewrites a file in place leaves it empty, cut short or mixed for some
//! milliseconds. Every reader goes through here before it calls such a file broken: commands and
//! commits wait in [`read_settled`] and [`read_each_settled`]; the screen's event loop, which must
//! not sleep, sets timers by [`EVENT_LOOP`] instead.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::disk::DiskError;

/// How often an unusable file is read again before its state is final.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Schedule {
    /// The maximum number of rereads.
    pub reads: u8,
    /// The time between two reads.
    pub pause: Duration,
}

/// For callers that may wait.
const BLOCKING: Schedule = Schedule { reads: 10, pause: Duration::from_millis(20) };

/// For the screen's event loop.
pub(crate) const EVENT_LOOP: Schedule = Schedule { reads: 6, pause: Duration::from_millis(50) };

/// A file that stays the same for this long is not being written. A broken file costs no more time
/// than this.
const STILL: Duration = Duration::from_millis(120);

/// What the disk returned: the bytes, or none when there is no file.
pub(crate) type DiskRead = Result<Option<Vec<u8>>, DiskError>;

/// What one read of a file means.
pub(crate) enum Reading<T> {
    /// It will not change by itself: the file is whole, or broken in a way that no writer leaves
    /// behind.
    Final(T),
    /// The file may be half-written.
    MaybePartial(T),
}

impl<T> Reading<T> {
    /// The result, final or not.
    pub(crate) fn found(self) -> T {
        match self {
            Self::Final(found) | Self::MaybePartial(found) => found,
        }
    }
}

/// What is known of a file after its last read.
struct Latest<T> {
    found: T,
    /// None once the state is final.
    doubt: Option<Doubt>,
}

struct Doubt {
    stamp: Option<u64>,
    /// When those bytes were first read.
    since: Instant,
}

impl<T> Latest<T> {
    fn parse(bytes: DiskRead, parse: impl FnOnce(DiskRead) -> Reading<T>) -> Self {
        let stamp = stamp_of(&bytes);
        match parse(bytes) {
            Reading::Final(found) => Self { found, doubt: None },
            Reading::MaybePartial(found) => {
                Self { found, doubt: Some(Doubt { stamp, since: Instant::now() }) }
            }
        }
    }

    /// Takes another read into account. Equal bytes mean the same, and parsing them again may be
    /// costly: the credentials need a key.
    fn update(&mut self, bytes: DiskRead, parse: impl FnOnce(DiskRead) -> Reading<T>) {
        let Some(doubt) = &self.doubt else {
            return;
        };
        if stamp_of(&bytes) != doubt.stamp {
            *self = Self::parse(bytes, parse);
        } else if doubt.since.elapsed() >= STILL {
            self.doubt = None;
        }
    }

    const fn is_final(&self) -> bool {
        self.doubt.is_none()
    }
}

/// Reads a file until its state is final, sleeping between the reads.
pub(crate) fn read_settled<T>(
    mut read: impl FnMut() -> DiskRead,
    mut parse: impl FnMut(DiskRead) -> Reading<T>,
) -> T {
    let mut latest = Latest::parse(read(), &mut parse);
    for _ in 0..BLOCKING.reads {
        if latest.is_final() {
            break;
        }
        sleep(BLOCKING.pause);
        latest.update(read(), &mut parse);
    }
    latest.found
}

/// The same for several files, whose waits overlap: a thousand broken ones take as long as one. The
/// answers are in the order of the keys.
pub(crate) fn read_each_settled<K, T>(
    keys: &[K],
    mut read: impl FnMut(&K) -> DiskRead,
    mut parse: impl FnMut(&K, DiskRead) -> Reading<T>,
) -> Vec<T> {
    let first = keys.iter().map(|key| Latest::parse(read(key), |bytes| parse(key, bytes)));
    let mut all: Vec<Latest<T>> = first.collect();
    for _ in 0..BLOCKING.reads {
        if all.iter().all(Latest::is_final) {
            break;
        }
        sleep(BLOCKING.pause);
        for (key, latest) in keys.iter().zip(&mut all).filter(|(_, latest)| !latest.is_final()) {
            latest.update(read(key), |bytes| parse(key, bytes));
        }
    }
    all.into_iter().map(|latest| latest.found).collect()
}

/// Whether a file still holds the same bytes `needed` after they were first read; waits that long.
///
/// # Errors
/// When the disk can no longer read the file.
pub(crate) fn stays_same(
    old: Option<&[u8]>,
    since: Instant,
    needed: Duration,
    mut read: impl FnMut() -> DiskRead,
) -> Result<bool, DiskError> {
    loop {
        let left = needed.saturating_sub(since.elapsed());
        if read()?.as_deref() != old {
            return Ok(false);
        }
        if left.is_zero() {
            return Ok(true);
        }
        sleep(left.min(BLOCKING.pause));
    }
}

/// A hash of the bytes.
fn stamp_of(bytes: &DiskRead) -> Option<u64> {
    let bytes = bytes.as_ref().ok()?;
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    Some(hasher.finish())
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    fn whole(bytes: DiskRead) -> Reading<usize> {
        let bytes = bytes.expect("no error").expect("there is a file");
        match bytes.len() {
            2.. => Reading::Final(bytes.len()),
            short => Reading::MaybePartial(short),
        }
    }

    #[test]
    fn file_that_becomes_complete_is_read_complete() {
        let mut states = [&b""[..], b"{", b"{", b"{}"].into_iter();
        let found = read_settled(|| Ok(states.next().map(<[u8]>::to_vec)), whole);
        assert_eq!((found, states.next()), (2, None));
    }

    #[test]
    fn file_is_broken_after_two_equal_reads_apart_in_time() {
        let start = Instant::now();
        let mut reads = 0;
        let broken = || {
            reads += 1;
            Ok(Some(b"{".to_vec()))
        };
        assert_eq!(read_settled(broken, whole), 1);
        assert!(start.elapsed() >= STILL);
        assert!((2..=11).contains(&reads), "{reads}");
    }

    #[test]
    fn changing_file_is_read_a_bounded_number_of_times() {
        let mut reads = 0;
        let changing = || {
            reads += 1;
            Ok(Some(vec![b'x'; 0].into_iter().chain([reads]).collect()))
        };
        assert_eq!(read_settled(changing, whole), 1);
        assert_eq!(reads, 11);
    }

    #[test]
    fn many_broken_files_are_waited_for_together_and_each_is_parsed_once() {
        let parsed = RefCell::new(vec![0; 100]);
        let keys: Vec<usize> = (0..100).collect();
        let start = Instant::now();
        let found = read_each_settled(
            &keys,
            |_| Ok(Some(b"{".to_vec())),
            |key, bytes| {
                parsed.borrow_mut()[*key] += 1;
                whole(bytes)
            },
        );
        assert_eq!(found, vec![1; 100]);
        assert_eq!(parsed.into_inner(), vec![1; 100]);
        // One hundred sequential waits would take 12 s.
        assert!(start.elapsed() < Duration::from_secs(6));
    }

    #[test]
    fn bytes_that_change_in_time_are_unstable() {
        let mut states = [&b"a"[..], b"a", b"b"].into_iter();
        let changing = || Ok(states.next().map(<[u8]>::to_vec));
        let needed = Duration::from_hours(1);
        assert!(!stays_same(Some(b"a"), Instant::now(), needed, changing).expect("no error"));
        let start = Instant::now();
        let needed = Duration::from_millis(50);
        let same = || Ok(Some(b"a".to_vec()));
        assert!(stays_same(Some(b"a"), start, needed, same).expect("no error"));
        assert!(start.elapsed() >= needed);
    }
}
