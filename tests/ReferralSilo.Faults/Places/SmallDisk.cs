using System.Globalization;
using ReferralSilo.Testing;

namespace ReferralSilo.Faults.Places;

/// <summary>A disk of its own for a database, in memory, which can be filled to the last byte. Only root can mount
/// it.</summary>
internal sealed class SmallDisk : IDisposable
{
    private const int Megabytes = 700;

    private readonly TempFolder _folder = new();

    public SmallDisk()
    {
        // The server's own user goes through it.
        Shell.Run("chmod", "755", _folder.Path);
        Shell.Run("mount", "-t", "tmpfs", "-o",
            string.Create(CultureInfo.InvariantCulture, $"size={Megabytes}m,mode=777"), "tmpfs", _folder.Path);
    }

    public string Path => _folder.Path;

    private string Ballast => System.IO.Path.Combine(Path, "ballast");

    public void Fill()
    {
        using var file = File.Create(Ballast);
        var block = new byte[1 << 20];
        for (var size = block.Length; size >= 4_096;)
        {
            try
            {
                file.Write(block, 0, size);
                file.Flush();
            }
            catch (IOException)
            {
                // No room for so much: what is left is taken in smaller pieces.
                size /= 2;
            }
        }
    }

    public void Empty() => File.Delete(Ballast);

    public void Dispose()
    {
        Shell.Run("umount", "-l", Path);
        _folder.Dispose();
    }
}
