namespace ReferralSilo.Domain.Referrals;

/// <summary>The number people read out on the phone: eight characters without look-alikes, drawn from the id.</summary>
public static class ReferralNumber
{
    /// <summary>Crockford's base 32: no I, L, O, U.</summary>
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// <summary><c>RS-7F3K-9Q2M</c>: 40 bits of the id's FNV-1a hash. Always the same for the same id.</summary>
    public static string Of(ReferralId id)
    {
        var hash = 14695981039346656037UL;
        unchecked
        {
            foreach (var c in id.Value) hash = (hash ^ c) * 1099511628211UL;
            hash ^= hash >> 29;
        }

        return string.Create(12, hash, static (text, bits) =>
        {
            "RS-".CopyTo(text);
            for (var i = 0; i < 8; i++)
            {
                text[i < 4 ? i + 3 : i + 4] = Alphabet[(int)(bits & 31)];
                bits >>= 5;
            }

            text[7] = '-';
        });
    }
}
