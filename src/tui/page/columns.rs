//! Column widths of the page's tables, the same for all rows of a table.

/// Columns before a name: the bar, the default mark, the state and a space.
pub(super) const LEAD: usize = 4;

/// Columns between two cells.
pub(super) const GAP: usize = 2;

/// Rows at least this wide show more than marks, a name and a letter.
pub(super) const ROOMY: usize = 45;

/// The minimum and maximum width of names before anything else is cut.
const NAMES: (usize, usize) = (20, 36);

/// The minimum and maximum width of providers; below the minimum there is no such column.
const PROVIDERS: (usize, usize) = (10, 30);

/// The width the status keeps while providers can shrink, and the width below which the mode
/// shrinks to its letter.
const STATUS: (usize, usize) = (20, 10);

/// The width of the mode as a word, and as a letter.
const SENDS: (usize, usize) = (5, 1);

/// The columns of the list of connections.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Columns {
    pub name: usize,
    /// Provider or host; 0 if there is no room.
    pub provider: usize,
    pub sends: usize,
    /// 0 if there is no room.
    pub status: usize,
}

impl Columns {
    /// The columns within `room`, given the widest name and provider. Providers shrink first, then
    /// the status, then the mode.
    pub(super) fn new(room: usize, widest_name: usize, widest_provider: usize) -> Self {
        let letter = Self {
            name: room.saturating_sub(LEAD + GAP + SENDS.1),
            provider: 0,
            sends: SENDS.1,
            status: 0,
        };
        if room < ROOMY {
            return letter;
        }
        let name = widest_name.clamp(NAMES.0, NAMES.1);
        let rest = room.saturating_sub(LEAD + name + GAP + SENDS.0 + GAP);
        let provider = widest_provider.min(PROVIDERS.1).min(rest.saturating_sub(STATUS.0 + GAP));
        let provider = if provider < PROVIDERS.0 { 0 } else { provider };
        let status = rest - if provider == 0 { 0 } else { provider + GAP };
        if status >= STATUS.1 {
            return Self { name, provider, sends: SENDS.0, status };
        }
        let status = room.saturating_sub(LEAD + name + GAP + SENDS.1 + GAP);
        Self { name, status, ..letter }
    }

    /// Where the names and providers end.
    pub(super) const fn left_end(self) -> usize {
        LEAD + self.name + if self.provider == 0 { 0 } else { GAP + self.provider }
    }

    pub(super) const fn sends_at(self) -> usize {
        self.left_end() + GAP
    }

    pub(super) const fn status_at(self) -> usize {
        self.sends_at() + self.sends + GAP
    }
}

/// Divides `room`, which excludes gaps, among three cells: each gets its wish if all fit; else the
/// widest shrink first.
pub(super) fn shared([mut first, mut second, mut third]: [usize; 3], room: usize) -> [usize; 3] {
    while first + second + third > room {
        let widest = if first >= second && first >= third {
            &mut first
        } else if second >= third {
            &mut second
        } else {
            &mut third
        };
        *widest -= 1;
    }
    [first, second, third]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_is_taken_from_providers_then_status_then_sends_and_the_name_keeps_all_of_it() {
        let mut before = Columns::new(200, 28, 24);
        assert_eq!((before.name, before.provider, before.sends), (28, 24, 5));
        for room in (ROOMY..200).rev() {
            let columns = Columns::new(room, 28, 24);
            assert_eq!(columns.name, 28, "{room}");
            assert!(columns.status_at() + columns.status <= room, "{room}: {columns:?}");
            if columns.sends < 5 {
                assert_eq!(columns.provider, 0, "{room}");
                assert!(columns.status <= STATUS.1 + 4, "{room}");
            }
            if columns.status < STATUS.0 {
                assert_eq!(columns.provider, 0, "{room}");
            }
            assert!(columns.provider <= before.provider, "{room}");
            before = columns;
        }
    }

    #[test]
    fn under_forty_five_columns_there_are_marks_a_name_and_a_letter() {
        for room in 0..ROOMY {
            let columns = Columns::new(room, 28, 24);
            assert_eq!((columns.provider, columns.sends, columns.status), (0, 1, 0));
            if room >= 20 {
                assert_eq!(columns.sends_at() + 1, room);
            }
        }
    }

    #[test]
    fn three_cells_share_what_there_is() {
        assert_eq!(shared([5, 6, 7], 30), [5, 6, 7]);
        assert_eq!(shared([20, 6, 7], 21), [8, 6, 7]);
        assert_eq!(shared([9, 9, 9], 0), [0, 0, 0]);
    }
}
