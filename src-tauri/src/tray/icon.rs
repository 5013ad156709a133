//! The icon: the application's own, with a badge in a corner where there is something to show.

use super::state::State;

/// Radius of the badge, as a part of the shorter side.
const RADIUS: f32 = 0.3;
/// How far the icon is cleared around the badge, in radii, so that the two stay apart on any ground.
const CLEARED: f32 = 1.2;
/// Samples a pixel and direction.
const SAMPLES: u32 = 4;

/// A colour of the window's light tokens; white marks stand out from each.
type Colour = [u8; 3];
const RUNNING: Colour = [0x1f, 0x57, 0xb5];
const ATTENTION: Colour = [0x85, 0x53, 0x00];
const PAUSED: Colour = [0x5c, 0x63, 0x68];
const MARK: Colour = [0xff, 0xff, 0xff];

/// The pixels of an icon (RGBA, `width` times `height`, row by row) with the badge of `state` in the lower right corner: a disc
/// whose mark tells it without its colour. The icon as it is while nothing is to be shown, or where it is not of this size.
pub(super) fn badge(rgba: &[u8], width: u32, height: u32, state: State) -> Vec<u8> {
    let mut drawn = rgba.to_vec();
    let colour = match state {
        State::Idle => return drawn,
        State::Running => RUNNING,
        State::Attention => ATTENTION,
        State::Paused => PAUSED,
    };
    let (Ok(across), Ok(down)) = (usize::try_from(width), usize::try_from(height)) else { return drawn };
    if across.checked_mul(down).and_then(|pixels| pixels.checked_mul(4)) != Some(rgba.len()) {
        return drawn;
    }
    let radius = RADIUS * width.min(height) as f32;
    let (x, y) = (width as f32 - radius, height as f32 - radius);
    for (number, pixel) in drawn.chunks_exact_mut(4).enumerate() {
        let (column, row) = ((number % across) as f32, (number / across) as f32);
        let mut sum = [0_f32; 4];
        let mut touched = false;
        for sample in 0..SAMPLES * SAMPLES {
            let place = |from: f32, step: u32| from + (step as f32 + 0.5) / SAMPLES as f32;
            let u = (place(column, sample % SAMPLES) - x) / radius;
            let v = (place(row, sample / SAMPLES) - y) / radius;
            let far = u.hypot(v);
            let (colour, alpha) = if far <= 1.0 {
                (if is_marked(state, u, v) { MARK } else { colour }, 255)
            } else if far <= CLEARED {
                ([0; 3], 0)
            } else {
                ([pixel[0], pixel[1], pixel[2]], pixel[3])
            };
            touched |= far <= CLEARED;
            let weight = f32::from(alpha);
            for (sum, part) in sum.iter_mut().zip(colour) {
                *sum += f32::from(part) * weight;
            }
            sum[3] += weight;
        }
        if touched {
            let part = |sum: f32| if sum > 0.0 { sum.round() as u8 } else { 0 };
            let weight = sum[3].max(1.0);
            let alpha = sum[3] / (SAMPLES * SAMPLES) as f32;
            pixel.copy_from_slice(&[sum[0] / weight, sum[1] / weight, sum[2] / weight, alpha].map(part));
        }
    }
    drawn
}

/// Whether the mark of `state` covers a place of the badge; in radii from its middle, right and down.
fn is_marked(state: State, u: f32, v: f32) -> bool {
    match state {
        State::Idle => false,
        // A triangle to the right.
        State::Running => u >= -0.35 && v.abs() <= (0.6 - u) * 0.6,
        // An exclamation mark.
        State::Attention => u.abs() <= 0.17 && ((-0.65..=0.15).contains(&v) || (0.35..=0.68).contains(&v)),
        // Two bars.
        State::Paused => (0.14..=0.46).contains(&u.abs()) && v.abs() <= 0.5,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATES: [State; 3] = [State::Running, State::Attention, State::Paused];

    /// A green square, half seen through.
    fn icon(side: u32) -> Vec<u8> {
        [20, 200, 60, 128].repeat((side * side) as usize)
    }

    fn pixel(rgba: &[u8], side: u32, x: u32, y: u32) -> [u8; 4] {
        let at = ((y * side + x) * 4) as usize;
        rgba[at..at + 4].try_into().unwrap()
    }

    #[test]
    fn without_news_the_icon_is_the_applications_own() {
        assert_eq!(badge(&icon(32), 32, 32, State::Idle), icon(32));
    }

    #[test]
    fn each_state_has_its_own_picture_and_none_reaches_beyond_its_corner() {
        for side in [16, 22, 32, 128] {
            let drawn = STATES.map(|state| badge(&icon(side), side, side, state));
            for (one, other) in [(0, 1), (1, 2), (0, 2)] {
                assert_ne!(drawn[one], drawn[other], "{side}");
            }
            let corner = side - (side as f32 * RADIUS * (1.0 + CLEARED)).ceil() as u32;
            for picture in &drawn {
                for (x, y) in (0..side).flat_map(|y| (0..side).map(move |x| (x, y))) {
                    if x < corner || y < corner {
                        assert_eq!(pixel(picture, side, x, y), [20, 200, 60, 128], "{side}: {x} {y}");
                    }
                }
            }
        }
    }

    #[test]
    fn marks_differ_without_their_colours() {
        let marked = |state| {
            let places = (0..21).flat_map(|y| (0..21).map(move |x| (x, y)));
            places.map(|(x, y)| is_marked(state, x as f32 / 10.0 - 1.0, y as f32 / 10.0 - 1.0)).collect::<Vec<bool>>()
        };
        let marks = STATES.map(marked);
        assert!(marks.iter().all(|mark| mark.contains(&true)));
        assert!(marks[0] != marks[1] && marks[1] != marks[2] && marks[0] != marks[2]);
    }

    #[test]
    fn the_badge_is_solid_and_stands_apart_from_the_icon() {
        let drawn = badge(&icon(100), 100, 100, State::Paused);
        assert_eq!(pixel(&drawn, 100, 70, 48), [PAUSED[0], PAUSED[1], PAUSED[2], 255], "above the bars");
        assert_eq!(pixel(&drawn, 100, 61, 70), [MARK[0], MARK[1], MARK[2], 255], "in the left bar");
        assert_eq!(pixel(&drawn, 100, 70, 36)[3], 0, "between badge and icon");
    }

    #[test]
    fn whatever_its_size_an_icon_is_drawn_or_left_as_it_is() {
        for (length, width, height) in [(0, 0, 0), (4, 1, 1), (24, 3, 2), (24, 2, 3), (7, 3, 2), (24, u32::MAX, 2)] {
            assert_eq!(badge(&vec![9; length], width, height, State::Attention).len(), length);
        }
        assert_eq!(badge(&[9; 7], 3, 2, State::Attention), [9; 7]);
    }
}
