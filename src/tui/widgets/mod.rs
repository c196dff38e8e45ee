//! The building blocks of components, and their scroll state. Nothing here knows about connections.

pub(super) mod blocks;
pub(super) mod cursor;
pub(super) mod filtered_list;
pub(super) mod hit_map;
pub(crate) mod hues;
pub(crate) mod marks;
pub(super) mod painter;
pub(super) mod secret_field;
pub(crate) mod text;
pub(super) mod text_field;
pub(super) mod theme;
