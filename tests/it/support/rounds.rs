//! What a busy machine can spoil is measured again.

/// How often it is measured at most.
pub const ROUNDS: usize = 5;

/// The first measurement that the machine did not spoil, or the last one there may be.
pub fn unspoiled<T>(measure: impl FnMut() -> T, is_spoiled: impl FnMut(&T) -> bool) -> T {
    unspoiled_of(ROUNDS, measure, is_spoiled)
}

/// The same with another number of rounds.
pub fn unspoiled_of<T>(
    rounds: usize,
    mut measure: impl FnMut() -> T,
    mut is_spoiled: impl FnMut(&T) -> bool,
) -> T {
    for _ in 1..rounds {
        let found = measure();
        if !is_spoiled(&found) {
            return found;
        }
    }
    measure()
}
