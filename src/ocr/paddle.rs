//! Reader two: the recogniser of PP-OCRv6 (small), run in this process.

use std::env;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rten::{Model, ModelOptions, NodeId, RunOptions, ThreadPool};
use rten_tensor::prelude::*;
use rten_tensor::{NdTensor, Tensor};

use super::reading::{Crop, Mark, Reading};

/// The recogniser with its alphabet.
pub(super) struct Paddle {
    model: Model,
    input: NodeId,
    output: NodeId,
    /// Letters that Italian offices print, each with its class.
    letters: Vec<(usize, char)>,
    /// Where the model was found.
    pub path: PathBuf,
}

/// Names the folder of the model.
const FOLDER: &str = "SCHEDARIO_MODELS";
/// Name of the model in its folder.
pub const MODEL: &str = "PP-OCRv6_rec_small.onnx";
/// Height of a line as the model wants it, in pixels.
const HEIGHT: usize = 48;
/// The model looks at steps of so many columns.
const STEP: usize = 8;
const NARROWEST: usize = 48;
const WIDEST: usize = 3200;

/// Why the recogniser cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoPaddle {
    /// There is no model in any of these places.
    Missing(Vec<PathBuf>),
    /// The file is there and is not the model.
    Broken(PathBuf, String),
}

/// Where the model may lie, in the order in which it is looked for.
pub(super) fn places() -> Vec<PathBuf> {
    let var = |name: &str| env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    let data =
        var("XDG_DATA_HOME").or_else(|| var("HOME").map(|h| h.join(".local/share"))).or_else(|| var("LOCALAPPDATA"));
    let mut out: Vec<PathBuf> = var(FOLDER).into_iter().collect();
    out.extend(data.map(|d| d.join("schedario")));
    out.into_iter().map(|d| d.join(MODEL)).collect()
}

impl Paddle {
    /// Loads the model.
    pub fn find() -> Result<Self, NoPaddle> {
        let places = places();
        match places.iter().find(|p| p.is_file()) {
            Some(path) => Self::load(path).map_err(|e| NoPaddle::Broken(path.clone(), e)),
            None => Err(NoPaddle::Missing(places)),
        }
    }

    fn load(path: &Path) -> Result<Self, String> {
        let mut options = ModelOptions::with_all_ops();
        options.prepack_weights(true);
        let model = options.load_file(path).map_err(|e| e.to_string())?;
        let alphabet = model.metadata().get("character").ok_or("no alphabet in the model")?;
        // Class 0 is "nothing", the last one the space.
        let listed: Vec<&str> = alphabet.lines().collect();
        let mut letters: Vec<(usize, char)> = Vec::new();
        for (k, letter) in listed.iter().enumerate() {
            let mut chars = letter.chars();
            if let (Some(ch), None) = (chars.next(), chars.next())
                && is_printed(ch)
            {
                letters.push((k + 1, ch));
            }
        }
        letters.push((listed.len() + 1, ' '));
        let (Some(input), Some(output)) = (model.input_ids().first().copied(), model.output_ids().first().copied())
        else {
            return Err("no input or no output".into());
        };
        Ok(Self { model, input, output, letters, path: path.to_owned() })
    }

    /// Reads crops of one line each.
    pub fn read(&self, crops: &[Crop]) -> Result<Vec<Reading>, String> {
        // A pool of one thread: pages are spread over the cores, not the sums of one line.
        let pool = Arc::new(ThreadPool::with_num_threads(1));
        crops.iter().map(|crop| self.line(crop, &pool)).collect()
    }

    fn line(&self, crop: &Crop, pool: &Arc<ThreadPool>) -> Result<Reading, String> {
        let (w, h) = (crop.raster.width.max(1), crop.raster.height.max(1));
        let width = (w * HEIGHT).div_ceil(h).clamp(1, WIDEST);
        let scaled = crop.raster.scaled(width, HEIGHT);
        let whole = width.max(NARROWEST).next_multiple_of(STEP);
        let mut tensor = NdTensor::<f32, 4>::zeros([1, 3, HEIGHT, whole]);
        for y in 0..HEIGHT {
            for (x, v) in scaled.row(y).iter().enumerate() {
                let v = f32::from(*v) / 127.5 - 1.0;
                for channel in 0..3 {
                    tensor[[0, channel, y, x]] = v;
                }
            }
        }
        let options = RunOptions::default().with_thread_pool(Some(pool.clone()));
        let [out] = self
            .model
            .run_n(vec![(self.input, tensor.into())], [self.output], Some(options))
            .map_err(|e| e.to_string())?;
        let out: Tensor<f32> = out.try_into().map_err(|_| "the answer is no tensor of numbers".to_owned())?;
        let [_, steps, classes] = out.shape()[..] else { return Err("the answer has another shape".into()) };
        let data = out.to_vec();
        let column = whole as f32 / steps.max(1) as f32 * w as f32 / width as f32;
        Ok(self.decode(&data, steps, classes, column))
    }

    /// The letters of the likeliest path; a letter that goes on over several steps is one.
    fn decode(&self, data: &[f32], steps: usize, classes: usize, column: f32) -> Reading {
        let mut reading = Reading::default();
        let mut last = 0usize;
        for step in 0..steps {
            let Some(row) = data.get(step * classes..(step + 1) * classes) else { break };
            let nothing = row[0];
            let likeliest = self.letters.iter().filter_map(|(k, ch)| Some((*row.get(*k)?, *k, *ch)));
            let (mut best, mut sum) = ((0.0f32, 0usize, ' '), nothing);
            for (p, k, ch) in likeliest {
                sum += p;
                if p > best.0 {
                    best = (p, k, ch);
                }
            }
            if nothing >= best.0 {
                last = 0;
                continue;
            }
            let (x0, x1) = (step as f32 * column, (step + 1) as f32 * column);
            let confidence = best.0 / sum.max(f32::MIN_POSITIVE);
            match reading.marks.last_mut().filter(|_| last == best.1) {
                Some(mark) => {
                    mark.x1 = x1;
                    mark.confidence = mark.confidence.max(confidence);
                }
                None => reading.marks.push(Mark { ch: best.2, x0, x1, confidence }),
            }
            last = best.1;
        }
        reading
    }
}

/// Whether an Italian office prints this character; the model knows eighteen thousand.
fn is_printed(ch: char) -> bool {
    matches!(ch, '!'..='~' | 'À'..='ÿ' | '«' | '»' | '°' | 'º' | 'ª' | '€' | '–' | '—' | '’' | '‘' | '“' | '”' | '…' | '•' | '·' | '§' | '−')
}
