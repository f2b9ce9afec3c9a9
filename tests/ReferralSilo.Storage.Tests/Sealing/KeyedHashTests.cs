using ReferralSilo.Storage.Sealing;

namespace ReferralSilo.Storage.Tests.Sealing;

public sealed class KeyedHashTests
{
    [Fact]
    public void Value_that_is_guessed_cannot_be_confirmed_without_the_key()
    {
        var ring = KeyRing.Create();
        using var here = new KeyedHash(ring);
        using var again = new KeyedHash(ring);
        using var elsewhere = new KeyedHash(KeyRing.Create());

        Assert.Equal(here.Text("identifier", "MRN-123456"), again.Text("identifier", "MRN-123456"));
        Assert.NotEqual(here.Text("identifier", "MRN-123456"), elsewhere.Text("identifier", "MRN-123456"));
        Assert.NotEqual(here.Of("name", "okafor"), elsewhere.Of("name", "okafor"));
        Assert.Matches("^[0-9a-f]{40}$", here.Text("identifier", "MRN-123456"));
    }

    [Fact]
    public void Equal_values_of_two_fields_have_different_hashes()
    {
        using var hash = new KeyedHash(KeyRing.Create());

        Assert.NotEqual(hash.Text("operation", "a"), hash.Text("request", "a"));
    }
}
