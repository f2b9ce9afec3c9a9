using ReferralSilo.Storage.Sealing;

namespace ReferralSilo.Storage.Tests.Sealing;

public sealed class NoncesTests
{
    [Fact]
    public async Task No_nonce_is_returned_twice_on_any_thread()
    {
        var drawn = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            var mine = new List<string>();
            for (var i = 0; i < 1_000; i++)
            {
                var nonce = new byte[Nonces.Bytes];
                Nonces.Next(nonce);
                mine.Add(Convert.ToHexString(nonce));
            }

            return mine;
        })));

        Assert.Equal(8_000, drawn.SelectMany(d => d).Distinct().Count());
    }
}
