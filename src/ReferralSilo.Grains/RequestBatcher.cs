namespace ReferralSilo.Grains;

/// <summary>
/// Questions to one grain, many in a call when many wait: a call to another silo costs more than the answer. One call
/// is under way at a time; when it fails, those who waited behind it are told so at once, not after another one.
/// </summary>
/// <param name="ask">Answers in the order of the questions.</param>
/// <param name="most">Questions in one call, at most.</param>
public sealed class RequestBatcher<TQuestion, TAnswer>(Func<IReadOnlyList<TQuestion>, Task<IReadOnlyList<TAnswer>>> ask,
    int most)
{
    private readonly Queue<Waiting> _waiting = new();
    private readonly Lock _gate = new();
    private bool _asking;

    public Task<TAnswer> Ask(TQuestion question)
    {
        var waiting = new Waiting(question);
        lock (_gate)
        {
            _waiting.Enqueue(waiting);
            if (_asking) return waiting.Answer.Task;
            _asking = true;
        }

        _ = Run();
        return waiting.Answer.Task;
    }

    private async Task Run()
    {
        while (Take(most) is { Count: > 0 } batch)
        {
            try
            {
                var answers = await ask(batch.ConvertAll(w => w.Question));
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
            _asking = batch.Count > 0;
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
