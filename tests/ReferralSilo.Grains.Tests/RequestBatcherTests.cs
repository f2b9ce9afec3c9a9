using ReferralSilo.Storage.Batching;

namespace ReferralSilo.Grains.Tests;

public sealed class RequestBatcherTests
{
    private readonly List<(IReadOnlyList<int> Asked, TaskCompletionSource<IReadOnlyList<int>> Answer)> _calls = [];
    private readonly RequestBatcher<int, int> _batcher;

    public RequestBatcherTests() => _batcher = new(
        asked =>
        {
            _calls.Add((asked, new()));
            return _calls[^1].Answer.Task;
        },
        maxBatch: 3);

    [Fact]
    public async Task Questions_during_a_call_are_sent_together_in_the_next()
    {
        Task<int>[] asked = [.. Enumerable.Range(0, 6).Select(_batcher.Send)];

        Answer(0);
        Assert.Equal(0, await asked[0]);
        Answer(1);
        Assert.Equal(new[] { 10, 20, 30 }, await Task.WhenAll(asked[1..4]));
        Answer(2);
        Assert.Equal(new[] { 40, 50 }, await Task.WhenAll(asked[4..]));
        Assert.Equal([[0], [1, 2, 3], [4, 5]], _calls.Select(c => c.Asked));
    }

    [Fact]
    public async Task Questions_behind_a_failed_call_fail_at_once()
    {
        Task<int>[] asked = [.. Enumerable.Range(0, 3).Select(_batcher.Send)];

        _calls[0].Answer.SetException(new TimeoutException());

        foreach (var task in asked) await Assert.ThrowsAsync<TimeoutException>(() => task);
        var again = _batcher.Send(7);
        Answer(1);
        Assert.Equal(70, await again);
    }

    private void Answer(int call) => _calls[call].Answer.SetResult([.. _calls[call].Asked.Select(q => q * 10)]);
}
