//! The device and what its machines share: pipelines, the memory account, and bad news.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::{Arc, Mutex, PoisonError};

use crate::run::{Counts, RunError};

use super::clock;
use super::memory::Memory;
use super::source::Kernel;
use super::ticket::Ticket;

/// News that callbacks bring, from whatever thread.
#[derive(Default)]
pub struct News {
    lost: Mutex<Option<String>>,
    error: Mutex<Option<RunError>>,
}

impl News {
    fn lose(&self, why: String) {
        let mut lost = self.lost.lock().unwrap_or_else(PoisonError::into_inner);
        lost.get_or_insert(why);
    }

    fn report(&self, error: &wgpu::Error) {
        let error = match error {
            wgpu::Error::OutOfMemory { .. } => RunError::Exhausted,
            other => RunError::Kernel(other.to_string()),
        };
        let mut first = self.error.lock().unwrap_or_else(PoisonError::into_inner);
        first.get_or_insert(error);
    }
}

/// A compiled kernel.
pub struct Pipeline {
    /// What is set.
    pub compute: wgpu::ComputePipeline,
    /// The shape of its group 1.
    pub binds: wgpu::BindGroupLayout,
}

/// A device with everything its machines share.
pub struct Context {
    /// The device.
    pub device: wgpu::Device,
    /// Its queue.
    pub queue: wgpu::Queue,
    /// The adapter's name.
    pub adapter: String,
    /// The shape of group 0: a row of the table of steps, chosen by a dynamic offset.
    pub row_binds: wgpu::BindGroupLayout,
    /// Bytes that machines hold.
    pub held: Rc<Cell<u64>>,
    /// Milliseconds that an answer takes when there is nothing to do.
    pub latency_ms: Cell<f64>,
    news: Arc<News>,
    pipelines: RefCell<HashMap<String, Rc<Pipeline>>>,
    binds: RefCell<HashMap<Vec<bool>, wgpu::BindGroupLayout>>,
}

impl Context {
    /// Takes charge of a fresh device: its handlers are in place before anything is asked of it.
    pub fn new(device: wgpu::Device, queue: wgpu::Queue, adapter: String) -> Self {
        let news = Arc::new(News::default());
        let told = news.clone();
        device.set_device_lost_callback(move |reason, message| {
            told.lose(format!("{reason:?}. {message}").trim().to_string());
        });
        let told = news.clone();
        device.on_uncaptured_error(Arc::new(move |error: wgpu::Error| told.report(&error)));
        let row_binds = device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: Some("row"),
            entries: &[entry(0, uniform(true))],
        });
        Context {
            device,
            queue,
            adapter,
            row_binds,
            held: Rc::default(),
            latency_ms: Cell::default(),
            news,
            pipelines: RefCell::default(),
            binds: RefCell::default(),
        }
    }

    /// Measures how long an answer takes: some browsers look for answers a few times a
    /// second only.
    pub async fn measure_latency(&self) -> Result<(), RunError> {
        let usage = wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST;
        let memory = Memory::new(self, 4, usage, &mut Counts::default())?;
        let mut least = f64::INFINITY;
        for _ in 0..2 {
            let start = clock::now();
            let description = wgpu::CommandEncoderDescriptor::default();
            let mut encoder = self.device.create_command_encoder(&description);
            encoder.clear_buffer(&memory.buffer, 0, None);
            let submission = self.queue.submit([encoder.finish()]);
            Ticket::map(&memory.buffer, 16, submission)
                .done(self)
                .await?;
            memory.buffer.unmap();
            least = least.min(clock::now() - start);
        }
        self.latency_ms.set(least);
        Ok(())
    }

    /// An error if the device is gone or has complained since the last time.
    pub fn check(&self) -> Result<(), RunError> {
        let lost = &self.news.lost;
        if let Some(why) = &*lost.lock().unwrap_or_else(PoisonError::into_inner) {
            return Err(RunError::Lost(why.clone()));
        }
        let error = &self.news.error;
        let error = error.lock().unwrap_or_else(PoisonError::into_inner).take();
        error.map_or(Ok(()), Err)
    }

    /// Lets callbacks run, where the browser does not do so by itself.
    pub fn poll(&self) {
        if cfg!(not(target_arch = "wasm32")) {
            let _ = self.device.poll(wgpu::PollType::Poll);
        }
    }

    /// Says that the device is gone.
    pub fn lose(&self, why: &str) {
        self.news.lose(why.into());
    }

    /// The pipeline of a kernel, made once for each text.
    pub fn pipeline(&self, kernel: &Kernel, counts: &mut Counts) -> Rc<Pipeline> {
        if let Some(known) = self.pipelines.borrow().get(&kernel.text) {
            return known.clone();
        }
        counts.shader_modules += 1;
        counts.pipelines += 1;
        let made = Rc::new(self.make(kernel));
        let text = kernel.text.clone();
        self.pipelines.borrow_mut().insert(text, made.clone());
        made
    }

    fn make(&self, kernel: &Kernel) -> Pipeline {
        let binds = self.binds(kernel.bound.iter().map(|b| b.1).collect());
        let module = self
            .device
            .create_shader_module(wgpu::ShaderModuleDescriptor {
                label: None,
                source: wgpu::ShaderSource::Wgsl(kernel.text.as_str().into()),
            });
        let layout = self
            .device
            .create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
                label: None,
                bind_group_layouts: &[Some(&self.row_binds), Some(&binds)],
                immediate_size: 0,
            });
        let compute = self
            .device
            .create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
                label: None,
                layout: Some(&layout),
                module: &module,
                entry_point: Some("main"),
                compilation_options: wgpu::PipelineCompilationOptions {
                    zero_initialize_workgroup_memory: false,
                    ..wgpu::PipelineCompilationOptions::default()
                },
                cache: None,
            });
        Pipeline { compute, binds }
    }

    fn binds(&self, written: Vec<bool>) -> wgpu::BindGroupLayout {
        if let Some(known) = self.binds.borrow().get(&written) {
            return known.clone();
        }
        let mut entries = vec![entry(0, uniform(false))];
        for (i, &written) in written.iter().enumerate() {
            let ty = wgpu::BufferBindingType::Storage {
                read_only: !written,
            };
            entries.push(entry(i as u32 + 1, buffer(ty, false)));
        }
        let made = self
            .device
            .create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
                label: None,
                entries: &entries,
            });
        self.binds.borrow_mut().insert(written, made.clone());
        made
    }

    /// Forgets compiled kernels: some of them were refused.
    pub fn forget(&self) {
        self.pipelines.borrow_mut().clear();
    }
}

fn uniform(dynamic: bool) -> wgpu::BindingType {
    buffer(wgpu::BufferBindingType::Uniform, dynamic)
}

fn buffer(ty: wgpu::BufferBindingType, dynamic: bool) -> wgpu::BindingType {
    wgpu::BindingType::Buffer {
        ty,
        has_dynamic_offset: dynamic,
        min_binding_size: None,
    }
}

fn entry(binding: u32, ty: wgpu::BindingType) -> wgpu::BindGroupLayoutEntry {
    wgpu::BindGroupLayoutEntry {
        binding,
        visibility: wgpu::ShaderStages::COMPUTE,
        ty,
        count: None,
    }
}
