using ReferralSilo.Storage.Writing;

namespace ReferralSilo.Storage.Tests;

public sealed class WriteQueueTests
{
    private const int Many = 3;

    private readonly WriteQueue _queue = new(Many);

    [Fact]
    public async Task Helpers_start_only_while_many_writes_wait()
    {
        var (any, helper) = (_queue.WaitForAny().AsTask(), _queue.WaitForMany().AsTask());
        var waiting = Enumerable.Range(0, Many).Select(_ => Write()).ToList();
        Assert.True(await any);
        Assert.False(helper.IsCompleted);

        waiting.Add(Write());
        Assert.True(await helper);
        Assert.False(_queue.WaitForMany().IsCompleted);

        while (_queue.Reader.TryRead(out var work)) ((AcknowledgeWork)work).Answer(true);
        Assert.All(await Task.WhenAll(waiting), Assert.True);
    }

    [Fact]
    public async Task A_closed_queue_ends_its_helpers_and_is_emptied_by_the_first_writer()
    {
        var (helper, waiting) = (_queue.WaitForMany().AsTask(), Write());
        _queue.Complete();

        Assert.False(await helper);
        Assert.True(await _queue.WaitForAny());
        Assert.True(_queue.Reader.TryRead(out var work));
        ((AcknowledgeWork)work).Answer(true);
        Assert.True(await waiting);
        Assert.False(await _queue.WaitForAny());
    }

    private Task<bool> Write() => _queue.Write(new AcknowledgeWork([]), CancellationToken.None);
}
