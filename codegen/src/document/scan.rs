//! Where in a JSON text the node at a JSON pointer stands.
//!
//! The text has been read before, so it is taken for well-formed; where it is not, nothing is found.

/// The offset of the node at `path`, or else of the next one above it that exists: that of its key,
/// or of the value where it stands in a list. `None` for the root.
pub(super) fn offset(text: &str, path: &[String]) -> Option<usize> {
    let mut scan = Scan { text, at: 0 };
    let mut found = None;
    for segment in path {
        scan.space();
        let next = match scan.peek() {
            Some(b'{') => scan.member(segment),
            Some(b'[') => scan.element(segment),
            _ => None,
        };
        match next {
            Some(offset) => found = Some(offset),
            None => break,
        }
    }
    found
}

struct Scan<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Scan<'t> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Steps over white space.
    fn space(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    /// Enters the object and stops before the value of `segment`; answers where its key is.
    fn member(&mut self, segment: &str) -> Option<usize> {
        self.at += 1;
        loop {
            self.space();
            let start = self.at;
            let key = self.string()?;
            self.space();
            self.at += 1;
            self.space();
            if serde_json::from_str::<String>(key).is_ok_and(|key| key == segment) {
                return Some(start);
            }
            self.next()?;
        }
    }

    /// Enters the list and stops before the element that `segment` counts; answers where it is.
    fn element(&mut self, segment: &str) -> Option<usize> {
        let index: usize = segment.parse().ok()?;
        self.at += 1;
        for _ in 0..index {
            self.next()?;
        }
        self.space();
        (self.peek()? != b']').then_some(self.at)
    }

    /// Steps over a value and the comma after it; `None` after the last one.
    fn next(&mut self) -> Option<()> {
        let mut depth = 0usize;
        loop {
            match self.peek()? {
                b'"' => {
                    self.string()?;
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth = depth.checked_sub(1)?,
                b',' if depth == 0 => {
                    self.at += 1;
                    return Some(());
                }
                _ => {}
            }
            self.at += 1;
        }
    }

    /// Steps over a string; answers it with its quotes.
    fn string(&mut self) -> Option<&'t str> {
        let start = self.at;
        if self.peek()? != b'"' {
            return None;
        }
        self.at += 1;
        loop {
            match self.peek()? {
                b'"' => break,
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
        self.at += 1;
        self.text.get(start..self.at)
    }
}
