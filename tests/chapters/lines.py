"""What the introduction calls, prints and notes, chapter by chapter, and where on the page a reader finds it."""

from tests.browser.test_lines import CHAPTERS, Lines

# Chapters 0 and 6, beside those that the browser's test looks for.
MORE = {
    0: [
        Lines("train", "#code-train-text", (
            'print(f"Using {device} device")', "class NeuralNetwork(nn.Module):", "loss_fn = nn.CrossEntropyLoss()",
            "optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)", 'print("Done!")',
            'torch.save(model.state_dict(), "model.pth")', "Saved PyTorch Model State to model.pth",
        ), click="#code-train > button"),
    ],
    6: [
        Lines("train", "#train-more", keys=("train.optimizer.info", "train.loss.info", "train.shuffle.info"),
              click="#train-more > button"),
        Lines("autograd/onebatch", "#autograd-tab-onebatch", (
            "pred = model(X)", "loss = loss_fn(pred, y)", "loss.backward()", "optimizer.step()",
            "optimizer.zero_grad()",
        ), ("autograd.line.forward", "autograd.line.loss", "autograd.line.backward", "autograd.line.zero_grad")),
    ],
}  # fmt: skip
LINES = dict(sorted((CHAPTERS | MORE).items()))
