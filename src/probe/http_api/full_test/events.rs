//! The events of a stream (server-sent events), from bytes that arrive in parts.

/// Splits bytes into events.
#[derive(Default)]
pub(super) struct EventReader {
    /// The current incomplete line.
    line: Vec<u8>,
    /// The data of the current incomplete event.
    data: Option<String>,
}

impl EventReader {
    /// Takes bytes and returns the data of the events that they complete.
    pub(super) fn take(&mut self, bytes: &[u8]) -> Vec<String> {
        let mut events = Vec::new();
        for byte in bytes {
            if *byte == b'\n' {
                let line = std::mem::take(&mut self.line);
                events.extend(self.take_line(&line));
            } else {
                self.line.push(*byte);
            }
        }
        events
    }

    /// The event that the end of the stream completes: some servers leave out the last empty line.
    pub(super) fn finish(&mut self) -> Option<String> {
        let line = std::mem::take(&mut self.line);
        let ended = self.take_line(&line);
        ended.or_else(|| self.data.take())
    }

    fn take_line(&mut self, line: &[u8]) -> Option<String> {
        let line = String::from_utf8_lossy(line);
        let line = line.trim_end_matches('\r');
        if line.is_empty() {
            return self.data.take();
        }
        if let Some(data) = line.strip_prefix("data:") {
            let data = data.strip_prefix(' ').unwrap_or(data);
            match &mut self.data {
                Some(before) => {
                    before.push('\n');
                    before.push_str(data);
                }
                None => self.data = Some(data.to_owned()),
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_the_same_however_their_bytes_arrive() {
        let stream =
            "event: a\r\ndata: {\"ü\":1}\r\n\r\n: ping\n\ndata:one\ndata: two\n\ndata: last";
        let expected = ["{\"ü\":1}", "one\ntwo", "last"];
        for size in 1..stream.len() {
            let mut reader = EventReader::default();
            let mut events: Vec<String> =
                stream.as_bytes().chunks(size).flat_map(|part| reader.take(part)).collect();
            events.extend(reader.finish());
            assert_eq!(events, expected, "in parts of {size}");
        }
    }
}
