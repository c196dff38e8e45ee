//! Checks a command's `--json` output against its schema, with a JSON Schema validator that is not
//! this program's.

use std::sync::OnceLock;

use boon::{Compiler, SchemaIndex, Schemas};
use llm_connections::cli::commands_with_json;
use llm_connections::cli::json_schema::{Output, schema_of};
use serde_json::Value;

/// A compiled schema.
pub struct OutputSchema {
    schemas: Schemas,
    index: SchemaIndex,
}

impl OutputSchema {
    /// Compiles a schema, as `schema` prints it.
    #[track_caller]
    pub fn new(schema: Value) -> Self {
        const NAME: &str = "https://output.example/schema.json";
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        compiler.add_resource(NAME, schema).expect("a resource");
        let index = compiler.compile(NAME, &mut schemas);
        let index = index.unwrap_or_else(|why| panic!("{why:#}"));
        Self { schemas, index }
    }

    /// The schema of any of these outputs.
    pub fn of(outputs: &[Output]) -> Self {
        Self::new(schema_of("a test", outputs))
    }

    /// Why a value does not match; none if it does.
    pub fn fault(&self, value: &Value) -> Option<String> {
        let validated = self.schemas.validate(value, self.index);
        validated.err().map(|why| format!("{why:#}"))
    }

    #[track_caller]
    pub fn assert_fits(&self, value: &Value) {
        if let Some(why) = self.fault(value) {
            panic!("{why}\n{value:#}");
        }
    }
}

/// Checks that a value is the output of some command.
#[track_caller]
pub fn assert_is_an_output(value: &Value) {
    static ALL: OnceLock<OutputSchema> = OnceLock::new();
    let all = ALL.get_or_init(|| {
        let mut outputs: Vec<Output> = Vec::new();
        for name in commands_with_json() {
            let more = Output::printed_by(&name).iter();
            outputs.extend(
                more.filter(|output| !outputs.contains(output)).copied().collect::<Vec<_>>(),
            );
        }
        OutputSchema::of(&outputs)
    });
    all.assert_fits(value);
}
