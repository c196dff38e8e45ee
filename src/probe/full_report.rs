//! The results of a full test: whether what a chat needs works, each with its evidence.

/// What a chat in Craft needs beyond an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FullReport {
    pub streams: PartReport,
    pub tools: PartReport,
    pub images: PartReport,
}

/// One such need.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartReport {
    /// None if undecided.
    pub works: Option<bool>,
    /// Why it does not work or is undecided; none if it works.
    pub reason: Option<PartReason>,
    /// The evidence, or the refusal, in a sentence.
    pub detail: String,
}

/// Why a part does not work or is undecided, in a word that programs can rely on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartReason {
    /// The endpoint refused the message because of it.
    Refused,
    /// The answer arrived whole although a stream was requested.
    NotStreamed,
    /// The stream ended without its end event.
    NoEndEvent,
    /// The stream broke off or took too long.
    BrokenOff,
    /// An error arrived in the middle of the stream.
    ErrorInStream,
    /// The stream is longer than any valid answer to this message.
    TooLong,
    /// The arguments of the tool call are not a JSON object.
    MalformedCall,
    /// The tool was accepted, but the model didn't call it.
    NotCalled,
    /// The image was refused for its size, which proves nothing about others.
    ImageTooSmall,
    /// Craft sends the model no images.
    NotClaimed,
    /// It can't be tested here.
    NotTestedHere,
    /// Validation failed earlier.
    NotReached,
}

impl PartReason {
    pub const ALL: [Self; 12] = [
        Self::Refused,
        Self::NotStreamed,
        Self::NoEndEvent,
        Self::BrokenOff,
        Self::ErrorInStream,
        Self::TooLong,
        Self::MalformedCall,
        Self::NotCalled,
        Self::ImageTooSmall,
        Self::NotClaimed,
        Self::NotTestedHere,
        Self::NotReached,
    ];

    /// The name in JSON.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::NotStreamed => "notStreamed",
            Self::NoEndEvent => "noEndEvent",
            Self::BrokenOff => "brokenOff",
            Self::ErrorInStream => "errorInStream",
            Self::TooLong => "tooLong",
            Self::MalformedCall => "malformedCall",
            Self::NotCalled => "notCalled",
            Self::ImageTooSmall => "imageTooSmall",
            Self::NotClaimed => "notClaimed",
            Self::NotTestedHere => "notTestedHere",
            Self::NotReached => "notReached",
        }
    }
}

impl PartReport {
    pub(super) fn works(detail: impl Into<String>) -> Self {
        Self { works: Some(true), reason: None, detail: detail.into() }
    }

    pub(super) fn fails(reason: PartReason, detail: impl Into<String>) -> Self {
        Self { works: Some(false), reason: Some(reason), detail: detail.into() }
    }

    pub(super) fn open(reason: PartReason, detail: impl Into<String>) -> Self {
        Self { works: None, reason: Some(reason), detail: detail.into() }
    }

    /// The answer in a word or two.
    pub const fn answer(&self) -> &'static str {
        match (self.works, self.reason) {
            (Some(true), _) => "yes",
            (Some(false), _) => "no",
            (None, Some(PartReason::NotClaimed)) => "not claimed",
            (None, Some(PartReason::NotTestedHere | PartReason::NotReached)) => "not tested",
            (None, _) => "unknown",
        }
    }
}

impl FullReport {
    /// A report with the same undecided result for every part.
    pub(super) fn all_open(reason: PartReason, detail: &str) -> Self {
        let part = || PartReport::open(reason, detail);
        Self { streams: part(), tools: part(), images: part() }
    }

    /// The parts with their names, in order.
    pub const fn parts(&self) -> [(&'static str, &PartReport); 3] {
        [("Streams", &self.streams), ("Tools", &self.tools), ("Images", &self.images)]
    }

    /// Whether any part fails.
    pub fn fails(&self) -> bool {
        self.parts().iter().any(|(_, part)| part.works == Some(false))
    }
}
