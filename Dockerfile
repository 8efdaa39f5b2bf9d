# docker build -t fmnist . && docker run --rm -p 7860:7860 fmnist
FROM python:3.11-slim

# PyTorch's index of wheels for CPUs; without it pip takes those for CUDA, 4 GB larger:
# --build-arg PIP_EXTRA_INDEX_URL=…
ARG PIP_EXTRA_INDEX_URL

# Nobody but root can change the code; what the app writes is in the user's home.
RUN useradd --create-home --uid 1000 fmnist
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY app.py .
COPY fmnist fmnist
COPY assets assets
RUN python -m compileall -q fmnist

USER fmnist
ENV GRADIO_SERVER_NAME=0.0.0.0 GRADIO_SERVER_PORT=7860 FMNIST_RUNS=/home/fmnist/runs FMNIST_DATA=/home/fmnist/data
EXPOSE 7860
HEALTHCHECK CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:7860/healthz', timeout=3)"]
CMD ["python", "app.py"]
