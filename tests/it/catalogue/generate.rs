//! Makes `assets/catalogue.tsv` from the npm package of Craft's runtime:
//!
//! ```sh
//! npm pack @mariozechner/pi-ai@0.73.1 && tar xzf mariozechner-pi-ai-*.tgz
//! PI_AI_PACKAGE=$PWD/package cargo test --test it catalogue -- --ignored
//! ```

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use serde_json::{Map, Value};

/// The largest that the asset may be, in bytes.
const LARGEST: usize = 100_000;

#[test]
#[ignore = "writes assets/catalogue.tsv; needs PI_AI_PACKAGE, the folder of the unpacked npm package"]
fn the_asset_is_made_from_the_package_of_the_runtime() {
    let package = PathBuf::from(
        env::var_os("PI_AI_PACKAGE").expect("PI_AI_PACKAGE names the unpacked package"),
    );
    let about: Value =
        serde_json::from_str(&read(&package.join("package.json"))).expect("package.json is JSON");
    let version = about["version"].as_str().expect("a version");
    let table = json_of(&read(&package.join("dist/models.generated.js")));
    let table: Map<String, Value> = serde_json::from_str(&table).expect("the table is a literal");
    let text = asset(version, &table);
    assert!(text.len() <= LARGEST, "{} bytes", text.len());
    fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/catalogue.tsv"), text)
        .expect("written");
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The object literal of a generated script as JSON: keys get quotes, commas before a closing
/// bracket go.
fn json_of(script: &str) -> String {
    let begin = script.find("MODELS = {").expect("the table") + "MODELS = ".len();
    let end = script.rfind("};").expect("the end of the table") + 1;
    let mut json = String::new();
    let mut rest = &script[begin..end];
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '"' => {
                let close = rest[1..].find('"').expect("a closed text") + 2;
                assert!(!rest[..close].contains('\\'), "an escape: {}", &rest[..close]);
                json.push_str(&rest[..close]);
                close
            }
            ',' if rest[1..].trim_start().starts_with(['}', ']']) => 1,
            c if c.is_alphabetic() => {
                let word = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
                let is_key = rest[word..].starts_with(':');
                let quote = if is_key { "\"" } else { "" };
                write!(json, "{quote}{}{quote}", &rest[..word]).expect("a text");
                word
            }
            c => {
                if !c.is_whitespace() {
                    json.push(c);
                }
                c.len_utf8()
            }
        };
        rest = &rest[length..];
    }
    json
}

/// The text of the asset; its form is described where it is parsed.
fn asset(version: &str, table: &Map<String, Value>) -> String {
    let mut text = format!("catalogue\tpi-ai {version}\n");
    for (upstream, models) in table {
        let models: Vec<&Value> = models.as_object().expect("models by id").values().collect();
        let (api, url) = (most(&models, "api"), most(&models, "baseUrl"));
        writeln!(text, "upstream\t{upstream}\t{api}\t{url}").expect("a text");
        for model in &models {
            let word =
                |key: &str| model[key].as_str().unwrap_or_else(|| panic!("{key} of {model}"));
            let number = |value: &Value| {
                value.as_number().unwrap_or_else(|| panic!("a number in {model}")).to_string()
            };
            let thinks = model["reasoning"].as_bool().expect("whether it thinks");
            let sees =
                model["input"].as_array().expect("its input").iter().any(|kind| kind == "image");
            let mut columns = vec![
                word("id").to_owned(),
                word("name").to_owned(),
                number(&model["contextWindow"]),
                number(&model["maxTokens"]),
                format!("{}{}", if thinks { "t" } else { "" }, if sees { "i" } else { "" }),
                number(&model["cost"]["input"]),
                number(&model["cost"]["output"]),
            ];
            if (word("api"), word("baseUrl")) != (api, url) {
                columns.push(word("api").to_owned());
            }
            if word("baseUrl") != url {
                columns.push(word("baseUrl").to_owned());
            }
            let line = columns.join("\t");
            assert_eq!(line.matches(['\t', '\n']).count(), columns.len() - 1, "{line:?}");
            writeln!(text, "{line}").expect("a text");
        }
    }
    text
}

/// The value that most of an upstream's models have; of two the first one.
fn most<'a>(models: &[&'a Value], key: &str) -> &'a str {
    let value =
        |model: &&'a Value| model[key].as_str().unwrap_or_else(|| panic!("{key} of {model}"));
    let all: Vec<&str> = models.iter().map(value).collect();
    let count = |value: &&str| all.iter().filter(|other| *other == value).count();
    let first_of_most = all.iter().rev().max_by_key(|value| count(value));
    first_of_most.copied().unwrap_or_default()
}

#[test]
fn a_generated_script_becomes_json() {
    let script = "export const MODELS = {\n \"a-b\": {\n  id: \"x, }\",\n  cost: { input: -1.5, },\n  input: [\"text\",],\n  reasoning: true,\n },\n};\n//# map";
    assert_eq!(
        json_of(script),
        r#"{"a-b":{"id":"x, }","cost":{"input":-1.5},"input":["text"],"reasoning":true}}"#
    );
}
