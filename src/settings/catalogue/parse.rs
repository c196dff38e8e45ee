//! The text format of the catalog: one line per upstream and per model, with tab-separated columns.
//!
//! ```text
//! catalogue  VERSION
//! upstream   NAME  API  URL
//! ID  NAME  CONTEXT  MAX  FLAGS  INPUT  OUTPUT  [API  URL]
//! ```
//! The flags are `t` (thinking) and `i` (images). A model has its own API and URL only if they
//! differ from its upstream's.

use std::sync::OnceLock;

use super::{Catalogue, Model, Upstream, label};

const UPSTREAM: &str = "\nupstream\t";

/// Parses the upstreams and leaves their models unparsed; copies no text.
///
/// # Errors
/// The line that is none of the three kinds.
pub(super) fn catalogue(text: &'static str) -> Result<Catalogue, &'static str> {
    let mut sections = text.split(UPSTREAM);
    let first = sections.next().unwrap_or_default();
    let version = first.strip_prefix("catalogue\t").ok_or(first)?;
    if let Some((_, line)) = version.split_once('\n') {
        return Err(line);
    }
    let upstreams: Result<_, _> = sections.map(upstream).collect();
    Ok(Catalogue { version, upstreams: upstreams? })
}

fn upstream(section: &'static str) -> Result<Upstream, &'static str> {
    let (line, lines) = section.split_once('\n').unwrap_or((section, ""));
    let mut columns = line.split('\t');
    let mut column = || columns.next().ok_or(line);
    let (name, api, base_url) = (column()?, column()?, column()?);
    Ok(Upstream { name, label: label(name), api, base_url, lines, models: OnceLock::new() })
}

/// Parses an upstream's models.
///
/// # Errors
/// The line that is not a model.
pub(super) fn models(upstream: &Upstream) -> Result<Vec<Model>, &'static str> {
    upstream.lines.lines().map(|line| model(line, upstream).ok_or(line)).collect()
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
    fn invalid_line_is_reported() {
        let wrong = |text| catalogue(text).expect_err(text);
        assert_eq!(wrong(""), "");
        assert_eq!(
            wrong("catalogue\t1\nid\tName\t1\t1\tt\t1\t1"),
            "id\tName\t1\t1\tt\t1\t1",
            "a model of no upstream"
        );
        assert_eq!(wrong("catalogue\t1\nupstream\ta\tapi"), "a\tapi");
        let read = catalogue("catalogue\t1\nupstream\ta\tapi\turl\nid\tName\t1\t1\tt\tfree\t1");
        let upstreams = read.expect("the models are not read yet").upstreams;
        assert_eq!(models(&upstreams[0]).expect_err("no price"), "id\tName\t1\t1\tt\tfree\t1");
    }

    #[test]
    fn every_model_in_the_asset_parses() {
        let read = catalogue(super::super::BUNDLED).expect("read").upstreams;
        let models: usize = read.iter().map(|upstream| models(upstream).expect("read").len()).sum();
        let lines = super::super::BUNDLED.lines().count();
        assert_eq!(models, lines - read.len() - 1);
    }
}
