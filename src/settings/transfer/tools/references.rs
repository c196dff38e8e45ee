//! Values that refer to the real one: `$VAR` and `${VAR}` in Crush, `{env:VAR}` and `{file:path}`
//! in `OpenCode`. A command in a value is never run.

use super::Sources;
use super::words::{self, missing_variable};
use crate::settings::secret::Secret;

/// Why a value cannot be resolved, in a sentence.
pub(super) type Unresolved = String;

/// Resolves `$VAR`, `${VAR}`, `${VAR:-other}` and `${VAR:?reason}` in a Crush value.
///
/// # Errors
/// The missing variable, that the value is a command, that it asks for only a part of a variable,
/// or that a `$` names none.
pub(super) fn of_shell(value: &str, sources: &dyn Sources) -> Result<Secret, Unresolved> {
    let mut resolved = zeroize::Zeroizing::new(String::new());
    let mut rest = value;
    while let Some(at) = rest.find('$') {
        resolved.push_str(&rest[..at]);
        let behind = &rest[at + 1..];
        if behind.starts_with('(') {
            return Err(words::KEY_OF_COMMAND.to_owned());
        }
        let (name, operation, after) = if let Some(inner) = behind.strip_prefix('{') {
            let Some((inner, after)) = inner.split_once('}') else {
                return Err(words::unclosed("${"));
            };
            let (name, operation) = inner.split_at(end_of_name(inner));
            (name, operation, after)
        } else {
            let (name, after) = behind.split_at(end_of_name(behind));
            (name, "", after)
        };
        if name.is_empty() {
            return Err(words::NO_VARIABLE.to_owned());
        }
        let other = match operation.strip_prefix(':').unwrap_or(operation) {
            it if it.starts_with(['-', '=']) => &it[1..],
            it if it.starts_with('?') || operation.is_empty() => "",
            _ => return Err(words::odd_reference(name)),
        };
        match sources.variable(name) {
            Some(secret) => resolved.push_str(secret.expose()),
            None if !other.is_empty() => resolved.push_str(other),
            None => return Err(missing_variable(name)),
        }
        rest = after;
    }
    resolved.push_str(rest);
    Ok(Secret::new(resolved))
}

fn end_of_name(text: &str) -> usize {
    let is_in = |c: char| c.is_ascii_alphanumeric() || c == '_';
    text.find(|c| !is_in(c)).unwrap_or(text.len())
}

/// Resolves `{env:VAR}` and `{file:path}` in an `OpenCode` value; a path that starts with neither
/// `/` nor `~` is relative to a directory.
///
/// # Errors
/// The missing variable or file.
pub(super) fn of_braces(
    value: &str,
    folder: &str,
    sources: &dyn Sources,
) -> Result<Secret, Unresolved> {
    let mut resolved = zeroize::Zeroizing::new(String::new());
    let mut rest = value;
    loop {
        let next = ["{env:", "{file:"].iter().filter_map(|mark| Some((rest.find(mark)?, mark)));
        let Some((at, mark)) = next.min() else { break };
        resolved.push_str(&rest[..at]);
        let Some((name, after)) = rest[at + mark.len()..].split_once('}') else {
            return Err(words::unclosed(mark));
        };
        let secret = if *mark == "{env:" {
            sources.variable(name).ok_or_else(|| missing_variable(name))?
        } else {
            let is_whole = name.starts_with(['/', '~']);
            let path = if is_whole { name.to_owned() } else { format!("{folder}/{name}") };
            let text = sources.file(&path).map_err(|why| words::about(&path, &why))?;
            text.ok_or_else(|| words::missing_file(&path))?
        };
        resolved.push_str(secret.expose().trim());
        rest = after;
    }
    resolved.push_str(rest);
    Ok(Secret::new(resolved))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Few;

    impl Sources for Few {
        fn variable(&self, name: &str) -> Option<Secret> {
            (name == "KEY").then(|| Secret::new("k1".to_owned()))
        }

        fn file(&self, path: &str) -> Result<Option<Secret>, String> {
            Ok((path == "~/c/key").then(|| Secret::new("k2\n".to_owned())))
        }
    }

    #[test]
    fn variable_and_file_references_resolve() {
        let shell = |text| of_shell(text, &Few).map(|secret| secret.expose().to_owned());
        assert_eq!(shell("a$KEY-${KEY}"), Ok("ak1-k1".to_owned()));
        assert_eq!(shell("${NONE:-x}"), Ok("x".to_owned()));
        assert_eq!(shell("${KEY:?set it}"), Ok("k1".to_owned()));
        assert_eq!(shell("${NONE:?set it}"), Err(missing_variable("NONE")));
        assert_eq!(shell("${NONE=x}"), Ok("x".to_owned()));
        for part in ["${KEY%1}", "${KEY:0:1}", "${KEY/k/x}", "${KEY+x}", "${KEY:}"] {
            assert_eq!(shell(part), Err(words::odd_reference("KEY")), "{part}");
        }
        for none in ["${#KEY}", "${}", "a$", "$$"] {
            assert_eq!(shell(none), Err(words::NO_VARIABLE.to_owned()), "{none}");
        }
        assert_eq!(shell("plain"), Ok("plain".to_owned()));
        assert_eq!(shell("$NONE"), Err(missing_variable("NONE")));
        assert!(shell("$(pass show x)").expect_err("a command").contains("not run"));
        assert!(shell("${KEY").is_err());
        let braces = |text| of_braces(text, "~/c", &Few).map(|secret| secret.expose().to_owned());
        assert_eq!(braces("{env:KEY}/{file:key}"), Ok("k1/k2".to_owned()));
        assert_eq!(braces("{file:~/c/key}"), Ok("k2".to_owned()));
        assert_eq!(braces("{env:NONE}"), Err(missing_variable("NONE")));
        assert_eq!(braces("{file:/none}"), Err(words::missing_file("/none")));
        assert!(braces("{env:KEY").is_err());
    }
}
