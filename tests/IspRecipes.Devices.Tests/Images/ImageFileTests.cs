using System.Text;
using IspRecipes.Devices.Images;

namespace IspRecipes.Devices.Tests.Images;

public class ImageFileTests
{
    private static readonly byte[] Hex = Encoding.ASCII.GetBytes(":0100000011EE\n:00000001FF\n");

    [Fact]
    public void A_HEX_file_is_known_by_its_content()
    {
        Assert.Equal([0x11], ImageFile.Read(Hex, "app").Image!.Segments[0].Bytes.ToArray());
    }

    [Fact]
    public void Anything_else_is_a_raw_binary_at_the_address_given()
    {
        MemoryImage image = ImageFile.Read(new byte[] { 0x0C, 0x94, 0, 0 }, "app.bin", address: 0x7000).Image!;

        Assert.Equal((0x7000u, 4L), (image.Start, image.ByteCount));
        Assert.Equal(new FilePlace("app.bin"), image.PlaceOf(0x7003));
    }

    [Fact]
    public void The_recipe_s_format_counts_for_more_than_the_content()
    {
        Assert.Equal(Hex.Length, ImageFile.Read(Hex, "app", ImageFormat.Binary).Image!.ByteCount);
        Assert.False(ImageFile.Read(new byte[] { 0x0C, 0x94 }, "app", ImageFormat.IntelHex).Succeeded);
    }

    [Theory]
    [InlineData("\uFEFF:0100000011EE")]
    [InlineData("\r\n :0100000011EE")]
    [InlineData("<html>")]
    [InlineData("S-records are lines of text")]
    [InlineData("PK\u0003\u0004\0\0")]
    [InlineData("UF2\n\0")]
    [InlineData("")]
    public void What_is_evidently_no_firmware_is_never_taken_for_a_raw_binary(string content)
    {
        Assert.Equal(ImageFormat.IntelHex, ImageFile.Detect(Encoding.UTF8.GetBytes(content)));
        Assert.False(ImageFile.Read(Encoding.UTF8.GetBytes(content), "app").Succeeded);
    }

    [Fact]
    public void An_empty_binary_is_refused()
    {
        Fault fault = Assert.Single(RawBinary.Read(ReadOnlyMemory<byte>.Empty, "app.bin").Faults);

        Assert.Equal((FaultCode.FileEmpty, new FilePlace("app.bin")), (fault.Code, fault.Place));
        Assert.Equal(["app.bin"], fault.Arguments);
    }

    [Fact]
    public void A_binary_past_the_address_space_is_refused()
    {
        Assert.Equal(
            FaultCode.ImageOffsetOutOfRange,
            Assert.Single(RawBinary.Read(new byte[17], "app.bin", 0xFFFFFFF0).Faults).Code);
    }
}
