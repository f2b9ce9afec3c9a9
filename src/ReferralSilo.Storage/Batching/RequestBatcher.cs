namespace ReferralSilo.Storage.Batching;

/// <summary>Sends questions to one receiver in batches, because a call to another silo or a query costs more than the
/// answer. At most one call runs at a time. When it fails, the questions that wait behind it fail at once.</summary>
/// <param name="send">Returns the answers in the order of the questions.</param>
/// <param name="maxBatch">Largest number of questions in one call.</param>
public sealed class RequestBatcher<TQuestion, TAnswer>(
    Func<IReadOnlyList<TQuestion>, Task<IReadOnlyList<TAnswer>>> send, int maxBatch)
{
    private readonly Queue<Waiting> _waiting = new();
    private readonly Lock _gate = new();
    private bool _sending;

    public Task<TAnswer> Send(TQuestion question)
    {
        var waiting = new Waiting(question);
        lock (_gate)
        {
            _waiting.Enqueue(waiting);
            if (_sending) return waiting.Answer.Task;
            _sending = true;
        }

        _ = Run();
        return waiting.Answer.Task;
    }

    private async Task Run()
    {
        while (Take(maxBatch) is { Count: > 0 } batch)
        {
            try
            {
                var answers = await send(batch.ConvertAll(w => w.Question)).ConfigureAwait(false);
                for (var i = 0; i < batch.Count; i++) batch[i].Answer.SetResult(answers[i]);
            }
            catch (Exception e)
            {
                foreach (var waiting in batch.Concat(TakeAll())) waiting.Answer.TrySetException(e);
            }
        }
    }

    private List<Waiting> Take(int count)
    {
        lock (_gate)
        {
            var batch = new List<Waiting>();
            while (batch.Count < count && _waiting.TryDequeue(out var waiting)) batch.Add(waiting);
            _sending = batch.Count > 0;
            return batch;
        }
    }

    private List<Waiting> TakeAll()
    {
        lock (_gate)
        {
            List<Waiting> all = [.. _waiting];
            _waiting.Clear();
            return all;
        }
    }

    private sealed record Waiting(TQuestion Question)
    {
        public TaskCompletionSource<TAnswer> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
