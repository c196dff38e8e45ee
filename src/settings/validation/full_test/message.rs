//! The message of a full test: a short text that requests a call of the one offered tool, plus an
//! image if the model claims to accept images.

use serde_json::{Value, json};

use super::{ChatProtocol, FullTest};

/// The maximum number of output tokens. A reasoning model uses some of them before it calls the
/// tool.
pub const MOST_TOKENS: u64 = 256;

/// The offered tool. Calling it runs nothing.
pub const TOOL: &str = "report_number";

const ABOUT_TOOL: &str = "Reports a number.";

const TEXT: &str = "Call the tool report_number with the number 7.";

/// One pixel, as a base64 PNG.
const PNG: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/// Which features a full test's message includes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Form {
    pub streams: bool,
    pub has_tool: bool,
    pub has_image: bool,
    /// The parameter that limits the output in `OpenAI`'s chat completions.
    pub limit: &'static str,
}

impl FullTest {
    /// The form that tests the most with one message.
    pub(crate) const fn first_form(&self) -> Form {
        Form { streams: true, has_tool: true, has_image: self.claims_images, limit: "max_tokens" }
    }

    /// The URL for a message in a form: Google has different URLs for streams and for whole
    /// responses.
    pub(crate) fn url_of(&self, form: Form) -> String {
        if form.streams || self.protocol != ChatProtocol::Google {
            return self.url.clone();
        }
        self.url.replace(":streamGenerateContent?alt=sse", ":generateContent")
    }

    /// The body of a message in a form.
    pub fn body(&self, form: Form) -> Value {
        let mut body = match self.protocol {
            ChatProtocol::AnthropicMessages => self.anthropic(form),
            ChatProtocol::OpenAiCompletions => self.completions(form),
            ChatProtocol::OpenAiResponses => self.responses(form),
            ChatProtocol::Google => return google(form),
        };
        if form.streams {
            body["stream"] = true.into();
        }
        body
    }

    fn anthropic(&self, form: Form) -> Value {
        let text = json!({"type": "text", "text": TEXT});
        let image = json!({"type": "image",
            "source": {"type": "base64", "media_type": "image/png", "data": PNG}});
        let mut body = json!({"model": self.model, "max_tokens": MOST_TOKENS,
            "messages": [{"role": "user", "content": with_image(text, image, form)}]});
        if form.has_tool {
            body["tools"] =
                json!([{"name": TOOL, "description": ABOUT_TOOL, "input_schema": parameters()}]);
        }
        body
    }

    fn completions(&self, form: Form) -> Value {
        let content = if form.has_image {
            let text = json!({"type": "text", "text": TEXT});
            let image = json!({"type": "image_url", "image_url": {"url": data_url()}});
            with_image(text, image, form)
        } else {
            TEXT.into()
        };
        let mut body = json!({"model": self.model, form.limit: MOST_TOKENS,
            "messages": [{"role": "user", "content": content}]});
        if form.has_tool {
            body["tools"] = json!([{"type": "function", "function":
                {"name": TOOL, "description": ABOUT_TOOL, "parameters": parameters()}}]);
        }
        body
    }

    fn responses(&self, form: Form) -> Value {
        let text = json!({"type": "input_text", "text": TEXT});
        let image = json!({"type": "input_image", "detail": "auto", "image_url": data_url()});
        let mut body = json!({"model": self.model, "max_output_tokens": MOST_TOKENS,
            "store": false,
            "input": [{"role": "user", "content": with_image(text, image, form)}]});
        if form.has_tool {
            body["tools"] = json!([{"type": "function", "name": TOOL,
                "description": ABOUT_TOOL, "parameters": parameters()}]);
        }
        body
    }
}

/// Google's body, which does not include the model because the URL does.
fn google(form: Form) -> Value {
    let text = json!({"text": TEXT});
    let image = json!({"inlineData": {"mimeType": "image/png", "data": PNG}});
    let mut body = json!({
        "contents": [{"role": "user", "parts": with_image(text, image, form)}],
        "generationConfig": {"maxOutputTokens": MOST_TOKENS},
    });
    if form.has_tool {
        body["tools"] = json!([{"functionDeclarations":
            [{"name": TOOL, "description": ABOUT_TOOL, "parameters": parameters()}]}]);
    }
    body
}

fn with_image(text: Value, image: Value, form: Form) -> Value {
    let mut parts = vec![text];
    if form.has_image {
        parts.push(image);
    }
    parts.into()
}

fn data_url() -> String {
    format!("data:image/png;base64,{PNG}")
}

fn parameters() -> Value {
    json!({"type": "object", "properties": {"number": {"type": "integer"}},
        "required": ["number"]})
}
