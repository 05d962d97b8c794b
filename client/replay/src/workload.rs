//! The requests of dApps, read from a trace or generated from a fleet file.
//!
//! A request costs one unit for each LLM token that it reads or writes. Its time counts from the start of the traffic.
//! A trace keeps its order and the proportions of its gaps, but is scaled to the length of the run: an hour of
//! requests becomes days on the chain.

use crate::fleet::{Fleet, Generator, Sizes};
use crate::input::InputError;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::path::Path;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;
use time::PrimitiveDateTime;

/// The columns of a trace.
pub const HEADER: [&str; 3] = ["TIMESTAMP", "ContextTokens", "GeneratedTokens"];

/// One request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request {
    /// When, in milliseconds from the start of the traffic.
    pub at_ms: u64,
    /// LLM tokens read.
    pub context: u32,
    /// LLM tokens written.
    pub generated: u32,
}

impl Request {
    /// Returns what it costs, in units.
    pub fn units(&self) -> u64 {
        u64::from(self.context) + u64::from(self.generated)
    }
}

/// Requests in the order of their times.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workload {
    /// The requests.
    pub requests: Vec<Request>,
    /// When the traffic starts, in milliseconds since 1970.
    pub start_ms: u64,
    /// Their origin in words.
    pub source: String,
}

impl Workload {
    /// Returns what all requests cost, in units.
    pub fn units(&self) -> u64 {
        self.requests.iter().map(Request::units).sum()
    }

    /// Reads the trace at `path` and scales it to `span_ms`.
    ///
    /// # Errors
    /// When the file cannot be read or is not a trace, with line and reason.
    pub fn trace(path: &Path, span_ms: u64) -> Result<Self, InputError> {
        let text = std::fs::read(path).map_err(|e| InputError::whole(path, e))?;
        let lines = read_trace(path, &text)?;
        // `read_trace` refuses a trace without requests.
        let (first, last) = (lines[0].0, lines[lines.len() - 1].0);
        let seconds = (last - first).whole_seconds();
        let requests = lines
            .iter()
            .map(|&(at, context, generated)| {
                let at_ms =
                    stretch((at - first).whole_nanoseconds(), (last - first).whole_nanoseconds(), span_ms);
                Request { at_ms, context, generated }
            })
            .collect();
        let start_ms = u64::try_from(first.assume_utc().unix_timestamp_nanos() / 1_000_000).unwrap_or(0);
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
        let hours = span_ms as f64 / 3_600_000.0;
        let source = format!("{name}: {} min of requests, stretched to {hours} h", seconds / 60);
        Ok(Self { requests, start_ms, source })
    }

    /// Generates requests as the fleet describes them, the same ones for the same seed.
    pub fn generate(fleet: &Fleet, seed: u64) -> Self {
        let (w, n) = (&fleet.workload, &fleet.network);
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let span_ms = u64::from(n.epochs) * n.epoch_ms();
        let count = u64::from(w.requests_per_epoch) * u64::from(n.epochs);
        let mut times: Vec<u64> = (0..count).map(|_| draw_time(w, n.start_ms(), span_ms, &mut rng)).collect();
        times.sort_unstable();
        let requests = times
            .into_iter()
            .map(|at_ms| Request {
                at_ms,
                context: size(&w.context, &mut rng),
                generated: size(&w.generated, &mut rng),
            })
            .collect();
        Self {
            requests,
            start_ms: n.start_ms(),
            source: format!("generated from the fleet file, seed {seed}"),
        }
    }
}

/// Draws the time of a request, in milliseconds from the start of the traffic: uniformly, and rejected as often as its
/// hour of the day is quieter than the busiest.
fn draw_time(w: &Generator, start_ms: u64, span_ms: u64, rng: &mut ChaCha8Rng) -> u64 {
    loop {
        let at = rng.gen_range(0..span_ms);
        let hour = ((start_ms + at) % 86_400_000) as f64 / 3_600_000.0;
        if rng.gen_bool(activity(w, hour)) {
            return at;
        }
    }
}

/// Returns the rate of requests at an hour of the day, as part of the highest: a sinusoid from `trough` to one.
fn activity(w: &Generator, hour: f64) -> f64 {
    let phase = (hour - w.peak_hour) / 24.0 * std::f64::consts::TAU;
    (w.trough + (1.0 - w.trough) * (1.0 + phase.cos()) / 2.0).clamp(0.0, 1.0)
}

/// Draws a log-normal size: at least 1, at most the maximum.
fn size(sizes: &Sizes, rng: &mut ChaCha8Rng) -> u32 {
    // Box and Muller's normal deviate.
    let (u, v): (f64, f64) = (rng.gen_range(f64::MIN_POSITIVE..1.0), rng.gen());
    let normal = (-2.0 * u.ln()).sqrt() * (v * std::f64::consts::TAU).cos();
    let size = f64::from(sizes.median) * (sizes.spread * normal).exp();
    // The cast saturates, and the clamp is far inside.
    (size.round() as u32).clamp(1, sizes.max)
}

/// Scales `at` of `whole` nanoseconds to milliseconds below `span_ms`.
fn stretch(at: i128, whole: i128, span_ms: u64) -> u64 {
    let last = i128::from(span_ms) - 1;
    let scaled = if whole == 0 { 0 } else { at * last / whole };
    u64::try_from(scaled.clamp(0, last)).unwrap_or(0)
}

/// Time, LLM tokens read, LLM tokens written.
type Line = (PrimitiveDateTime, u32, u32);

/// Parses a trace, whose fields are never quoted. Requests of no tokens are allowed.
fn read_trace(path: &Path, text: &[u8]) -> Result<Vec<Line>, InputError> {
    let mut lines: Vec<Line> = Vec::new();
    let mut units = 0u64;
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    // The last line may or may not end with a newline.
    let text = text.strip_suffix(b"\n").unwrap_or(text);
    for (number, line) in (1u64..).zip(text.split(|b| *b == b'\n')) {
        let refuse = |reason: String| InputError::at(path, number, reason);
        let line = std::str::from_utf8(line).map_err(|_| refuse("the line is not UTF-8".into()))?;
        let fields: Vec<&str> = line.split(',').map(str::trim).collect();
        if number == 1 {
            if fields != HEADER {
                return Err(refuse(format!("the header must be {}", HEADER.join(","))));
            }
            continue;
        }
        let [at, context, generated] = fields[..] else {
            return Err(refuse(format!("{} field(s) where there must be {}", fields.len(), HEADER.len())));
        };
        let Some(time) = timestamp(at) else {
            return Err(refuse(format!("`{at}` is not a time such as 2023-11-16 18:17:03.9799600")));
        };
        if time.year() < 2_000 {
            return Err(refuse(format!("`{at}` is before the year 2000")));
        }
        if lines.last().is_some_and(|(before, ..)| time < *before) {
            return Err(refuse(format!("`{at}` is earlier than the request before it")));
        }
        let tokens = |name: &str, text: &str| {
            text.parse::<u32>().map_err(|_| {
                refuse(format!("{name} is `{text}`, not a number of tokens from 0 to {}", u32::MAX))
            })
        };
        let (context, generated) = (tokens(HEADER[1], context)?, tokens(HEADER[2], generated)?);
        units += u64::from(context) + u64::from(generated);
        lines.push((time, context, generated));
    }
    if lines.is_empty() {
        return Err(InputError::whole(path, "the trace has no requests"));
    }
    if units == 0 {
        return Err(InputError::whole(path, "all requests of the trace are of no tokens"));
    }
    Ok(lines)
}

/// Parses a time in UTC, with or without a fraction and a mark of UTC.
fn timestamp(text: &str) -> Option<PrimitiveDateTime> {
    const WHOLE: &[BorrowedFormatItem<'_>] =
        format_description!("[year]-[month]-[day] [hour]:[minute]:[second]");
    const FRACTION: &[BorrowedFormatItem<'_>] =
        format_description!("[year]-[month]-[day] [hour]:[minute]:[second].[subsecond]");
    let text = text.strip_suffix("+00:00").or_else(|| text.strip_suffix('Z')).unwrap_or(text);
    PrimitiveDateTime::parse(text, FRACTION).or_else(|_| PrimitiveDateTime::parse(text, WHOLE)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "TIMESTAMP,ContextTokens,GeneratedTokens\n";

    fn read(text: &str) -> Result<Vec<Line>, InputError> {
        read_trace(Path::new("t.csv"), text.as_bytes())
    }

    #[test]
    fn a_trace_is_read_to_its_last_line_even_without_a_newline() {
        let lines = read(&format!(
            "{HEAD}2023-11-16 18:17:03.9799600,4808,10\r\n2023-11-16 18:17:04,0,0\n2023-11-16 18:17:04.5+00:00,3,4"
        ))
        .unwrap();
        assert_eq!(lines.iter().map(|l| (l.1, l.2)).collect::<Vec<_>>(), [(4_808, 10), (0, 0), (3, 4)]);
        assert_eq!(lines[0].0.nanosecond(), 979_960_000);
    }

    #[test]
    fn malformed_traces_are_refused_with_file_line_and_reason() {
        let good = "2023-11-16 18:17:03.97,1,2\n";
        for (text, line, says) in [
            (String::new(), Some(1), "header"),
            (HEAD.to_owned(), None, "no requests"),
            (format!("time,a,b\n{good}"), Some(1), "header"),
            (good.to_owned(), Some(1), "header"),
            (format!("{HEAD}{good}2023-11-16 18:17:04,1\n"), Some(3), "2 field(s)"),
            (format!("{HEAD}{good}2023-11-16 18:17:04,1,2,3\n"), Some(3), "4 field(s)"),
            (format!("{HEAD}{good}\n{good}"), Some(3), "1 field(s)"),
            (format!("{HEAD}{good}2023-11-16 18:17:04,x,2\n"), Some(3), "`x`"),
            (format!("{HEAD}2023-11-16 18:17:04,-1,2\n"), Some(2), "`-1`"),
            (format!("{HEAD}2023-11-16 18:17:04,1,4294967296\n"), Some(2), "GeneratedTokens"),
            (format!("{HEAD}2023-13-16 18:17:04,1,2\n"), Some(2), "not a time"),
            (format!("{HEAD}1970-01-01 00:00:01,1,2\n"), Some(2), "before the year"),
            (format!("{HEAD}yesterday,1,2\n"), Some(2), "not a time"),
            (format!("{HEAD}{good}2023-11-16 18:17:03.96,1,2\n"), Some(3), "earlier"),
            (format!("{HEAD}2023-11-16 18:17:03,0,0\n"), None, "no tokens"),
        ] {
            let error = read(&text).expect_err(&text);
            assert_eq!(error.line, line, "{error}");
            assert!(error.reason.contains(says) && error.to_string().starts_with("t.csv"), "{error}");
        }
        let error =
            read_trace(Path::new("t.csv"), &[HEAD.as_bytes(), b"\xff\xfe,1,2\n"].concat()).unwrap_err();
        assert_eq!((error.line, error.reason.as_str()), (Some(2), "the line is not UTF-8"));
    }

    #[test]
    fn stretching_keeps_order_and_proportion() {
        assert_eq!(stretch(0, 1_000, 101), 0);
        assert_eq!(stretch(500, 1_000, 101), 50);
        assert_eq!(stretch(1_000, 1_000, 101), 100, "the last request is inside the run");
        assert_eq!(stretch(0, 0, 101), 0, "all at once");
    }

    #[test]
    fn the_seed_decides_the_workload() {
        let fleet = Fleet::shipped().unwrap();
        let (a, b, c) =
            (Workload::generate(&fleet, 1), Workload::generate(&fleet, 1), Workload::generate(&fleet, 2));
        assert_eq!(a, b);
        assert_ne!(a.requests, c.requests);
        assert_eq!(a.requests.len(), 6_000);
        assert!(a.requests.is_sorted_by_key(|r| r.at_ms));
        let span = u64::from(fleet.network.epochs) * fleet.network.epoch_ms();
        assert!(a.requests.iter().all(|r| r.at_ms < span && r.units() >= 2));
    }

    #[test]
    fn traffic_follows_the_hour() {
        let fleet = Fleet::shipped().unwrap();
        let workload = Workload::generate(&fleet, 1);
        let around = |hour: u64| {
            let near = |r: &&Request| (r.at_ms / 3_600_000 + 24 - hour) % 24 < 2;
            workload.requests.iter().filter(near).count()
        };
        assert!(around(13) > 2 * around(1), "{} at the peak, {} at night", around(13), around(1));
    }
}
