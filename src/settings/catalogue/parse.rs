//! The text form of the catalogue: one line per upstream and per model, columns between tabs.
//!
//! ```text
//! catalogue  VERSION
//! upstream   NAME  API  URL
//! ID  NAME  CONTEXT  MAX  FLAGS  INPUT  OUTPUT  [API  URL]
//! ```
//! The flags are `t` (thinking) and `i` (images). A model's own API and URL stand there only where
//! they differ from its upstream's.

use super::{Catalogue, Model, Upstream, label};

/// Reads the whole text; nothing of it is copied.
///
/// # Errors
/// The line, counted from 1, that is none of the three.
pub(super) fn catalogue(text: &'static str) -> Result<Catalogue, usize> {
    let mut lines = text.lines().zip(1_usize..);
    let first = lines.next().and_then(|(line, _)| line.strip_prefix("catalogue\t"));
    let version = first.ok_or(1_usize)?;
    let mut upstreams: Vec<Upstream> = Vec::new();
    for (line, number) in lines {
        if let Some(upstream) = line.strip_prefix("upstream\t") {
            upstreams.push(self::upstream(upstream).ok_or(number)?);
        } else {
            let of = upstreams.last_mut().ok_or(number)?;
            let model = model(line, of).ok_or(number)?;
            of.models.push(model);
        }
    }
    Ok(Catalogue { version, upstreams })
}

fn upstream(line: &'static str) -> Option<Upstream> {
    let mut columns = line.split('\t');
    let name = columns.next()?;
    Some(Upstream {
        name,
        label: label(name),
        api: columns.next()?,
        base_url: columns.next()?,
        models: Vec::new(),
    })
}

fn model(line: &'static str, of: &Upstream) -> Option<Model> {
    let mut columns = line.split('\t');
    let id = columns.next()?;
    let name = columns.next()?;
    let context_window = columns.next()?.parse().ok()?;
    let max_tokens = columns.next()?.parse().ok()?;
    let flags = columns.next()?;
    Some(Model {
        id,
        name,
        context_window,
        max_tokens,
        thinking: flags.contains('t'),
        images: flags.contains('i'),
        input_price: columns.next()?.parse().ok()?,
        output_price: columns.next()?.parse().ok()?,
        api: columns.next().unwrap_or(of.api),
        base_url: columns.next().unwrap_or(of.base_url),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_that_is_wrong_is_named() {
        let wrong = |text| catalogue(text).expect_err(text);
        assert_eq!(wrong(""), 1);
        assert_eq!(wrong("catalogue\t1\nid\tName\t1\t1\tt\t1\t1"), 2, "a model of no upstream");
        assert_eq!(wrong("catalogue\t1\nupstream\ta\tapi\turl\nid\tName\t1\t1\tt\tfree\t1"), 3);
    }
}
